"""The figures of docs/performance.md, taken on the machine at hand."""
