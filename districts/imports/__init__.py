"""Reading files to import: official files of NCES and the Census, regions, component districts."""
