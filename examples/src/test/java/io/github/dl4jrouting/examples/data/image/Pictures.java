package io.github.dl4jrouting.examples.data.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Image files of one colour each, but for what a test paints. */
public final class Pictures {

  private Pictures() {}

  /** Writes an image; its format is the file's ending. */
  public static Path write(Path file, int height, int width, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return write(file, image);
  }

  static Path write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
      throw new IOException("no writer for " + file);
    }
    return file;
  }

  /** Ten images a class: red ones and blue ones, 6 rows by 4 columns. */
  public static Path redAndBlue(Path root) throws IOException {
    for (String kind : List.of("red", "blue")) {
      for (int i = 0; i < 10; i++) {
        Color colour = kind.equals("red") ? new Color(200 + i, 10, 0) : new Color(0, 10, 200 + i);
        write(root.resolve(kind).resolve("image " + i + ".png"), 6, 4, colour);
      }
    }
    return root;
  }
}
