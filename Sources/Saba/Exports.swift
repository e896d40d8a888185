// Whoever imports Saba also gets the models and the matrix that they speak in.
@_exported public import SabaModels
