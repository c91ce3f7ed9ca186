"""Files coming in: the official files of NCES and the Census, regions, component districts."""
