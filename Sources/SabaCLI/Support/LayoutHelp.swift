/// How data sets lie in their folders, as help texts tell it.
enum LayoutHelp {
  static let text = """
    A data set is a folder in one of these layouts, told by what is in it:
      entities  dataset.json (name, layout, intervalSeconds, vusBuffer, testContinuesTrain), a folder
                for each entity with train.csv, test.csv, labels.csv (start,end: first and last row
                of an event) and optionally interpretation.csv (start,end,metrics). The first columns
                of train and test are timestamp,host, sorted by host, then time; or all columns are
                metrics of one host, a row an interval
      nab       the Numenta Anomaly Benchmark's <category>/<file>.csv and combined_windows.json
      series    <folder>/<file>.csv with timestamp,value; labels.csv (file,start_row,end_row)
      omni      OmniAnomaly's ServerMachineDataset: train, test, test_label, interpretation_label
      tsbad     TSB-AD's <…>_tr_<n>_1st_<m>.csv with a last column Label; or one such file
    Files may be gzip. Series of nab and series are trained on the first 15 %, 750 rows at most;
    these rows are judged as well, and so are the first n rows of tsbad.
    """
}
