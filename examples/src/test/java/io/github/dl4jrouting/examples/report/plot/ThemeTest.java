package io.github.dl4jrouting.examples.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThemeTest {

  /** How strongly reds and greens look alike to people without red or without green cones. */
  private static final double[][][] COLOUR_BLINDNESS = {
    {
      {0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}
    },
    {
      {0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}
    }
  };

  @ParameterizedTest
  @EnumSource
  void textStandsOutFromWhatItIsWrittenOn(Theme theme) {
    Map<String, String> colours = theme.colours();
    for (String ground : new String[] {"page", "card", "code", "mark"}) {
      for (String text : new String[] {"text", "muted", "link"}) {
        if (!ground.equals("mark") || text.equals("text")) {
          assertThat(contrast(colours.get(text), colours.get(ground)))
              .as("%s on %s", text, ground)
              .isGreaterThanOrEqualTo(4.5);
        }
      }
    }
    for (int step = 0; step <= HeatmapPlot.STEPS; step++) {
      assertThat(contrast(colours.get("t" + step), colours.get("h" + step)))
          .as("heat %d", step)
          .isGreaterThanOrEqualTo(4.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDrawnStandsOutFromItsGround(Theme theme) {
    for (int series = 0; series < 6; series++) {
      assertThat(contrast(theme.colours().get("c" + series), theme.colours().get("card")))
          .as("series %d", series)
          .isGreaterThanOrEqualTo(3);
    }
    assertThat(contrast(theme.colours().get("line"), theme.colours().get("card")))
        .isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstThreeSeriesDifferForThoseWhoSeeFewerColours(Theme theme) {
    for (double[][] blindness : COLOUR_BLINDNESS) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < i; j++) {
          double[] one = seen(theme.colours().get("c" + i), blindness);
          double[] other = seen(theme.colours().get("c" + j), blindness);
          double distance =
              Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
          assertThat(distance).as("%d and %d: %s", i, j, theme).isGreaterThan(0.1);
        }
      }
    }
  }

  private static double contrast(String one, String other) {
    double a = Theme.luminance(Color.decode(one));
    double b = Theme.luminance(Color.decode(other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double[] seen(String colour, double[][] blindness) {
    float[] c = Color.decode(colour).getRGBColorComponents(null);
    double[] seen = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int channel = 0; channel < 3; channel++) {
        seen[row] += blindness[row][channel] * Math.pow(c[channel], 2.2);
      }
      seen[row] = Math.pow(Math.max(0, seen[row]), 1 / 2.2);
    }
    return seen;
  }
}
