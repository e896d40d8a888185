/// The style sheet of figures that stand alone; it holds no `<` and no `&`.
enum FigureStyle {
  /// Colours by Okabe and Ito, which people with any colour vision tell apart, on a light ground that
  /// the figure brings along.
  static let sheet: StaticString = """

    text { font: 11px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #5b6471; }
    .paper { fill: #fff; stroke: #d5dae0; }
    .headline { font-size: 19px; font-weight: 600; fill: #1b1f24; }
    .subtitle { font-size: 13px; }
    .name { font-size: 13px; font-weight: 600; fill: #1b1f24; }
    .note { font-size: 12px; }
    .value { text-anchor: end; }
    .time { text-anchor: middle; }
    .grid { stroke: #e8ebee; }
    .day { stroke: #cfd5db; }
    .zero { stroke: #98a1ac; }
    .gap { fill: #d9dde2; fill-opacity: .6; }
    path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
    .observed { stroke: #0072b2; }
    .band { fill: #56b4e9; fill-opacity: .28; }
    .trend { stroke: #1b1f24; stroke-width: 2; }
    .season { stroke: #00805e; }
    .range { fill: #00805e; fill-opacity: .2; }
    .cycle { stroke-width: 1.5; }
    .remainder { stroke: #5b6471; }
    .outlier { stroke: #d55e00; stroke-width: 4; }

    """
}
