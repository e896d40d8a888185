@_exported public import SabaNumerics
