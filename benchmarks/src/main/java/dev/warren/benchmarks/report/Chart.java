package dev.warren.benchmarks.report;

import dev.warren.benchmarks.report.Results.Measured;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The main figures as a picture: horizontal bars, one panel for each measurement, with the spread of the rounds as a line. */
public final class Chart {
    private static final List<String> SHOWN = List.of("drain", "publish", "latency", "peers");

    private static final int WIDTH = 760;
    private static final int MARGIN = 20;
    private static final int LEFT = 290;
    private static final int LONGEST = 390;
    private static final int ROW = 22;
    private static final int BAR = 14;
    private static final int TITLE = 38;
    private static final int GAP = 14;

    private static final String WARREN = "#2563a8";
    private static final String CEILING = "#8a94a0";
    private static final String PEER = "#c58b2a";
    private static final String INK = "#1f2933";

    private final Results results;
    private final StringBuilder body = new StringBuilder();
    private int y = GAP;

    private Chart(Results results) {
        this.results = results;
    }

    /** As an SVG document. */
    public static String of(Results results) {
        return new Chart(results).draw();
    }

    private String draw() {
        for (String name : SHOWN) {
            results.measurements().stream()
                    .filter(measured -> measured.name().equals(name))
                    .forEach(measured -> fastestPlace(measured).ifPresent(place -> panel(measured, place)));
        }
        text(MARGIN, y + 12, "start", 10, results.setting().machine());
        y += 12 + GAP;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" role=\"img\">\n"
                                + "<title>Warren beside RabbitMQ PerfTest and others</title>\n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
                        WIDTH,
                        y,
                        WIDTH,
                        y)
                + body
                + "</svg>\n";
    }

    /** The quorum queues on which the first contender did best, else the first place. */
    private Optional<String> fastestPlace(Measured measured) {
        return results.places(measured.name()).stream()
                .filter(place -> place.endsWith("quorum"))
                .max((a, b) -> Double.compare(first(measured, a), first(measured, b)))
                .or(() -> results.places(measured.name()).stream().findFirst());
    }

    private double first(Measured measured, String place) {
        double value = results.spread(measured.name(), place, measured.first())
                .map(Spread::median)
                .orElse(0.0);
        return measured.unit().contains("ms") ? -value : value;
    }

    private void panel(Measured measured, String place) {
        double most = measured.contenders().keySet().stream()
                .flatMap(who -> results.spread(measured.name(), place, who).stream())
                .mapToDouble(Spread::most)
                .max()
                .orElse(1);
        text(MARGIN, y + 16, "start", 15, measured.title());
        text(MARGIN, y + 31, "start", 11, measured.unit() + "; RabbitMQ " + place + " queue");
        y += TITLE;
        for (String who : measured.contenders().keySet()) {
            results.spread(measured.name(), place, who).ifPresent(spread -> row(who, spread, LONGEST / most));
        }
        y += GAP;
    }

    private void row(String who, Spread spread, double scale) {
        text(LEFT - 8, y + 12, "end", 12, who);
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                LEFT,
                y + 1,
                spread.median() * scale,
                BAR,
                colour(who)));
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                LEFT + spread.least() * scale,
                LEFT + spread.most() * scale,
                y + 1 + BAR / 2,
                y + 1 + BAR / 2,
                INK));
        text(LEFT + spread.most() * scale + 8, y + 12, "start", 12, Numbers.text(spread.median()));
        y += ROW;
    }

    private static String colour(String who) {
        if (who.startsWith("Warren")) {
            return WARREN;
        }
        return who.startsWith("PerfTest") ? CEILING : PEER;
    }

    private void text(double x, int baseline, String anchor, int size, String content) {
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>\n",
                x,
                baseline,
                anchor,
                size,
                INK,
                escaped(content)));
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
