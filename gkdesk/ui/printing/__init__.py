"""打印中心: the page, its panels, and the way to printers that take no PDF."""
