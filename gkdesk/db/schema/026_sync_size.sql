-- How large a sealed package's file is: the 交接单 says it, so that the county sees a short copy.
ALTER TABLE sync_sealed ADD COLUMN size INTEGER NOT NULL DEFAULT 0;  -- bytes; 0 before this script
