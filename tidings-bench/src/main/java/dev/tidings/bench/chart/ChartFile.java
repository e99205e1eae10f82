package dev.tidings.bench.chart;

import dev.tidings.bench.measure.Measurement;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.StandardXYItemLabelGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;
import org.w3c.dom.Document;

/** Draws the medians of a series as a line with labels, and the least and the greatest round of each as a bar. */
public final class ChartFile {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int FONT_SIZE = 12;
    private static final float LINE_WIDTH = 2;
    /** Room for labels beside the first and the last point. */
    private static final double MARGIN = 0.08;

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String FONT = "SansSerif";

    private ChartFile() {}

    /** Replaces the file. Rows without a place on the x axis are not drawn. */
    public static void write(Path file, Chart chart, List<Measurement> rows) throws IOException {
        Dimension size = new Dimension(WIDTH, HEIGHT);
        SVGGraphics2D canvas = new SVGGraphics2D(document());
        canvas.setSVGCanvasSize(size);
        drawn(chart, rows).draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (Writer text = Files.newBufferedWriter(file)) {
            canvas.stream(text, true);
        }
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException missing) {
            throw new IllegalStateException("this JDK has no XML parser", missing);
        }
    }

    private static JFreeChart drawn(Chart chart, List<Measurement> rows) {
        // Otherwise rotated labels are drawn as shapes instead of text.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        JFreeChart drawn = ChartFactory.createXYLineChart(chart.title(), chart.x(), chart.y(), data(rows));
        theme().apply(drawn);
        drawn.setBackgroundPaint(Color.WHITE);
        XYPlot plot = drawn.getXYPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setRenderer(renderer(plot.getSeriesCount()));
        if (chart.scale() == Chart.Scale.LOGARITHMIC) {
            // LogAxis draws its labels as shapes instead of text.
            LogarithmicAxis axis = new LogarithmicAxis(chart.x());
            axis.setTickUnit(new NumberTickUnit(1, NumberFormat.getIntegerInstance(Locale.ROOT)));
            axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
            axis.setTickLabelFont(new Font(FONT, Font.PLAIN, FONT_SIZE));
            plot.setDomainAxis(axis);
        } else {
            plot.getDomainAxis().setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        }
        plot.getDomainAxis().setLowerMargin(MARGIN);
        plot.getDomainAxis().setUpperMargin(MARGIN);
        return drawn;
    }

    private static StandardChartTheme theme() {
        StandardChartTheme theme = new StandardChartTheme("Tidings");
        theme.setExtraLargeFont(new Font(FONT, Font.BOLD, FONT_SIZE + 2));
        theme.setLargeFont(new Font(FONT, Font.PLAIN, FONT_SIZE));
        theme.setRegularFont(new Font(FONT, Font.PLAIN, FONT_SIZE));
        return theme;
    }

    private static XYErrorRenderer renderer(int series) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawXError(false);
        renderer.setDefaultLinesVisible(true);
        renderer.setDefaultItemLabelGenerator(new StandardXYItemLabelGenerator(
                "{2}", NumberFormat.getInstance(Locale.ROOT), NumberFormat.getInstance(Locale.ROOT)));
        renderer.setDefaultItemLabelsVisible(true);
        for (int i = 0; i < series; i++) {
            renderer.setSeriesStroke(i, new BasicStroke(LINE_WIDTH));
        }
        return renderer;
    }

    private static YIntervalSeriesCollection data(List<Measurement> rows) {
        Map<String, YIntervalSeries> series = new LinkedHashMap<>();
        for (Measurement row : rows) {
            Double at = row.at();
            if (at != null) {
                series.computeIfAbsent(row.what(), YIntervalSeries::new)
                        .add(
                                at,
                                rounded(row.ours()),
                                Collections.min(row.ourRounds()),
                                Collections.max(row.ourRounds()));
            }
        }
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        series.values().forEach(data::addSeries);
        return data;
    }

    /** Labels have two digits after the point below 100, and none above. */
    private static double rounded(double value) {
        return Math.abs(value) >= 100 ? Math.rint(value) : Math.rint(value * 100) / 100;
    }
}
