/// The style sheet of pages; it holds no `<` and no `&`, so that a page is XML as well as HTML.
enum PageStyle {
  /// Colours by Okabe and Ito, which people with any colour vision tell apart.
  static let sheet: StaticString = """

    :root {
      --paper: #fff; --ink: #1b1f24; --soft: #5b6471; --rule: #e3e6ea; --day: #b9c0c9;
      --raised: #f3f5f7; --score: #1b1f24; --seen: #0072b2; --expected: #56b4e9;
      --threshold: #b0568a; --warning: #e69f00; --critical: #d55e00; --severe: #8a2d00;
      --incident: #009e73; --heat: 0, 114, 178;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --ink: #e8eaed; --soft: #a3abb6; --rule: #2a2f36; --day: #4d5560;
        --raised: #1d2126; --score: #f0f2f4; --seen: #8fd3fa; --expected: #2a8fcf;
        --threshold: #cc79a7; --severe: #ff9a6a; --heat: 86, 180, 233;
      }
    }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
      -webkit-print-color-adjust: exact; print-color-adjust: exact;
    }
    main { max-width: 1040px; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .6rem; }
    h2 { font-size: 1.25rem; margin: 2.4rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
    p { margin: .3rem 0; max-width: 46rem; }
    .title, caption, figcaption { color: var(--soft); }
    figcaption strong { color: var(--ink); }
    a { color: var(--seen); }
    :focus-visible { outline: 2px solid var(--seen); outline-offset: 3px; }

    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
    caption { text-align: left; padding-bottom: .3rem; max-width: 46rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; }
    tr { border-bottom: 1px solid var(--rule); }
    thead th { font-weight: 600; white-space: nowrap; }
    .wide { overflow-x: auto; overflow-wrap: break-word; }
    .wide .list { overflow-wrap: break-word; min-width: 8rem; }
    .tall { max-height: 23rem; overflow: auto; }
    .tall thead th { position: sticky; top: 0; background: var(--paper); }
    .about { color: var(--soft); font-size: .9rem; }
    .numbers td, .numbers thead th:not(:first-child) {
      text-align: right; font-variant-numeric: tabular-nums;
    }
    .numbers, .marks, .heat { width: auto; }
    .numbers thead th {
      white-space: normal; overflow-wrap: break-word; vertical-align: bottom; max-width: 7rem;
    }
    .numbers thead th + th, .numbers td { padding-left: 1rem; padding-right: 0; }
    .numbers tbody th { white-space: nowrap; }
    .numbers small {
      display: block; color: var(--soft); white-space: nowrap; font-weight: 400;
    }
    .best { font-weight: 700; }
    .marks td, .marks th { padding-right: 1.4rem; }
    .marks tbody th { white-space: nowrap; }
    .heat td { text-align: center; font-variant-numeric: tabular-nums; padding: .35rem .5rem; }
    .heat thead th { text-align: center; padding: .35rem .5rem; white-space: normal; }
    .heat thead th:first-child, .heat tbody th { text-align: left; padding-left: 0; }
    .heat tbody th { white-space: nowrap; }
    .heat rect { fill: rgb(var(--heat)); }
    .heat svg { display: block; margin: .15rem auto 0; }
    .cards td:nth-child(2), .cards td:nth-child(4), .cards td:nth-child(5) { white-space: nowrap; }
    .cards td:nth-child(3) { min-width: 4rem; }
    .cards td:nth-child(6) { min-width: 14rem; }

    dt { font-weight: 600; margin-top: .6rem; }
    dd { margin: 0; max-width: 46rem; }
    figure { margin: .6rem 0 .4rem; break-inside: avoid; min-width: 0; }
    figcaption { font-size: .85rem; }
    article { break-inside: avoid; }
    .pair, .thirds, .panels { display: grid; gap: 0 1.5rem; }
    .thirds { gap: .1rem 1.5rem; }
    .panels { grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; }
    .legend, figcaption { margin: .4rem 0; }
    .legend { font-size: .85rem; }
    .swatch { vertical-align: -1px; margin-right: .45rem; overflow: hidden; }

    .chart { display: block; overflow: visible; margin: 12px 8px 34px 44px; font-size: 11px; }
    .chart { touch-action: pan-y; }
    .live .chart { cursor: crosshair; }
    .metric .chart { width: calc(100% - 52px); }
    .scores .chart { margin-right: 72px; width: calc(100% - 116px); }
    .chart.flagged { margin-top: 20px; }
    .chart.flagged.twice { margin-top: 32px; }
    .strips figure { margin: .2rem 0; }
    .strips figcaption { margin: 0; }
    .chart.strip { margin: 2px 0; width: 100%; background: var(--raised); cursor: auto; }
    .lanes .chart.strip { margin: 2px 72px 2px 44px; width: calc(100% - 116px); }
    .lanes figcaption { margin-left: 44px; }
    .plane { display: block; width: 100%; max-width: 21rem; height: auto; font-size: 11px; }
    .chart text, .plane text { fill: var(--soft); }
    .chart .value, .plane .value { text-anchor: end; dominant-baseline: central; }
    .chart .time, .plane .along { text-anchor: middle; }
    .chart .level { fill: var(--threshold); dominant-baseline: central; }
    .chart .label { fill: var(--ink); font-weight: 600; text-anchor: middle; }
    .chart .readout {
      fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke;
      pointer-events: none;
    }
    .grid { stroke: var(--rule); }
    .day { stroke: var(--day); }
    .cursor { stroke: var(--soft); pointer-events: none; }
    .window { fill: var(--seen); fill-opacity: .15; stroke: var(--seen); pointer-events: none; }
    .selection { fill: var(--seen); fill-opacity: .2; pointer-events: none; }
    path { fill: none; stroke-linejoin: round; stroke-linecap: round; pointer-events: none; }
    path, line, .plot rect { vector-effect: non-scaling-stroke; }
    .score { stroke: var(--score); stroke-width: 1.2; }
    .seen { stroke: var(--seen); stroke-width: 1.6; }
    .strip .seen, .strip .score { stroke-width: 1; }
    .lanes .score { stroke: var(--soft); }
    .expected { fill: var(--expected); fill-opacity: .35; }
    .threshold { stroke: var(--threshold); stroke-width: 1.2; stroke-dasharray: 6 4; }
    .sensitive { stroke-dasharray: 2 3; }
    .insensitive { stroke-dasharray: none; }
    .alert { stroke-width: 1; fill-opacity: .3; }
    .mark { stroke-width: 1.5; stroke-linejoin: round; }
    .mark.faint { fill-opacity: .25; stroke-opacity: .45; }
    .warning { fill: var(--warning); stroke: var(--warning); }
    .critical { fill: var(--critical); stroke: var(--critical); }
    .severe { fill: var(--severe); stroke: var(--severe); }
    .incident { fill: var(--incident); }
    .event { fill: var(--incident); stroke: var(--incident); fill-opacity: .16; stroke-opacity: .5; }
    .event.named { fill-opacity: .34; stroke-opacity: 1; }
    .curve { stroke: var(--seen); stroke-width: 2; }
    .others { stroke: var(--day); stroke-width: 1; }
    .ideal { stroke: var(--threshold); stroke-width: 1.2; stroke-dasharray: 6 4; }
    .dot { fill: var(--seen); }
    .whisker { stroke: var(--seen); stroke-width: 1.6; }

    .tools { display: none; flex-wrap: wrap; align-items: center; gap: .3rem; margin: .5rem 0; }
    .live .tools { display: flex; }
    .tools button, .find input {
      font: inherit; font-size: .85rem; color: inherit; background: var(--raised);
      border: 1px solid var(--day); border-radius: .3rem; padding: .1rem .6rem; min-height: 1.9rem;
    }
    .find { display: none; }
    .live .find { display: block; }
    .find input { width: 16rem; max-width: 100%; }
    .hint { color: var(--soft); font-size: .8rem; }
    .tools .hint { margin-left: .5rem; flex: 1 1 20rem; }
    .status { flex-basis: 100%; font-size: .85rem; min-height: 0; }
    .entity { border-top: 2px solid var(--day); margin-top: 2.5rem; }
    .entity { content-visibility: auto; contain-intrinsic-size: auto 2400px; }
    .entity h2 { margin-top: 1rem; }
    .entity h2:focus { outline: none; }

    @media (min-width: 800px) {
      .pair { grid-template-columns: 1fr 1fr; }
      .thirds { grid-template-columns: 1fr 1fr 1fr; }
    }
    @media (max-width: 799px) {
      .cards thead { position: absolute; clip-path: inset(50%); }
      .cards, .cards caption, .cards tbody, .cards tr { display: block; }
      .cards tr { padding: .5rem 0; }
      .cards tr > * { display: inline-block; padding: 0 .8rem 0 0; }
      .cards tr > :nth-child(n) { min-width: 0; }
      .cards tr > :nth-child(n + 6) { display: block; padding: 0; }
      .cards tr > :nth-child(n + 7)::before {
        content: attr(data-title) ": "; color: var(--soft);
      }
      .thirds { grid-template-columns: 1fr 1fr; }
    }
    @media print {
      html { font-size: 12px; }
      body { font-size: 1rem; }
      .wide th, .wide td { white-space: normal; padding-right: .6rem; }
      main { max-width: none; padding: 0; }
      .live .tools, .live .find, .hint { display: none; }
      .entity { content-visibility: visible; break-before: page; }
      .wide { overflow: visible; max-height: none; }
    }

    """
}
