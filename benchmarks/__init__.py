"""What is claimed is measured: each program prints one table, as ratios taken in one run.

These machines are never the same twice, so a single figure says little: compare what stands side by side.
"""
