package io.github.dl4jrouting.examples.report.plot;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Colours of a page and its plots, in the light and in the dark. Text reaches a contrast of 4.5,
 * all that is drawn one of 3 (WCAG 2.2, AA); series differ in lightness, mark and dash too, for
 * those who see fewer colours.
 */
public enum Theme {
  /** Dark on white. */
  LIGHT(
      colours("page #f6f7f9", "card #ffffff", "text #1a1d21", "muted #57606a", "line #7d8590")
          + colours("grid #e1e4e8", "link #0a5cad", "code #eef1f4", "mark #fff4d6", "edge #d5d9de")
          + colours("c0 #0068a8", "c1 #c44700", "c2 #00785a", "c3 #94437b", "c4 #7a6000")
          + colours("c5 #4b5563"),
      new Color(0xeef4fa),
      new Color(0x003f73)),
  /** Light on nearly black. */
  DARK(
      colours("page #101317", "card #181c21", "text #e8eaed", "muted #a4acb6", "line #7a838e")
          + colours("grid #2c323a", "link #7ab8ff", "code #23282f", "mark #3b3115", "edge #333a43")
          + colours("c0 #5cb8f0", "c1 #ff9d5c", "c2 #45c9a3", "c3 #e39aca", "c4 #d8c14a")
          + colours("c5 #b6bec9"),
      new Color(0x1f2a36),
      new Color(0xa9dcff));

  private static final String RULES =
      """
      .plot text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:12px}
      .plot .lb{fill:var(--text)}.plot .tk{fill:var(--muted)}
      .plot .grid{stroke:var(--grid);stroke-width:1}.plot .ax{stroke:var(--line);stroke-width:1}
      .plot .limit{stroke:var(--text);stroke-width:2}
      .plot .median{stroke:var(--card);stroke-width:2.5}
      .plot .box{fill:var(--card);stroke:var(--c1);stroke-width:1.5}
      .plot .d1{stroke-dasharray:7 3}.plot .d2{stroke-dasharray:2 3}
      .plot .d3{stroke-dasharray:9 3 2 3}.plot .d4{stroke-dasharray:5 5}.plot .d5{stroke-dasharray:1 2}
      """;

  private final Map<String, String> colours = new LinkedHashMap<>();

  Theme(String named, Color least, Color most) {
    for (String one : named.split(";")) {
      colours.put(one.split(" ")[0], one.split(" ")[1]);
    }
    for (int step = 0; step <= HeatmapPlot.STEPS; step++) {
      Color fill = between(least, most, step / (double) HeatmapPlot.STEPS);
      boolean light = luminance(fill) > 0.179; // where black and white stand out equally
      colours.put("h" + step, hex(fill));
      colours.put("t" + step, light ? "#000000" : "#ffffff");
    }
  }

  private static String colours(String... named) {
    return String.join(";", named) + ";";
  }

  /**
   * The colours by name.
   *
   * @return names as they are used in {@link #rules()}, values as #rrggbb
   */
  public Map<String, String> colours() {
    return Map.copyOf(colours);
  }

  /**
   * The colours as variables of a style sheet.
   *
   * @return declarations without braces
   */
  public String variables() {
    return colours.entrySet().stream()
        .map(one -> "--" + one.getKey() + ":" + one.getValue())
        .collect(Collectors.joining(";"));
  }

  /**
   * The style sheet of all plots; its colours are variables.
   *
   * @return rules for elements within an element of the class {@code plot}
   */
  public static String rules() {
    StringBuilder rules = new StringBuilder(RULES);
    for (int i = 0; i < 6; i++) {
      rules.append(String.format(".plot .f%d{fill:var(--c%d)}", i, i));
      rules.append(String.format(".plot .s%d{stroke:var(--c%d);stroke-width:2;fill:none}\n", i, i));
    }
    for (int step = 0; step <= HeatmapPlot.STEPS; step++) {
      rules.append(String.format(".plot .h%d{fill:var(--h%d)}", step, step));
      rules.append(String.format(".plot .t%d{fill:var(--t%d)}\n", step, step));
    }
    return rules.toString();
  }

  /** The style sheet with this theme's colours written in, for programs that know no variables. */
  String resolvedRules() {
    String rules = rules().replace(".plot ", "");
    for (Map.Entry<String, String> one : colours.entrySet()) {
      rules = rules.replace("var(--" + one.getKey() + ")", one.getValue());
    }
    return rules;
  }

  private static Color between(Color from, Color to, double share) {
    return new Color(
        mixed(from.getRed(), to.getRed(), share),
        mixed(from.getGreen(), to.getGreen(), share),
        mixed(from.getBlue(), to.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private static String hex(Color colour) {
    return String.format("#%06x", colour.getRGB() & 0xffffff);
  }

  /** Relative luminance after WCAG. */
  static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
