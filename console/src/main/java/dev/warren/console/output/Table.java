package dev.warren.console.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings, columns aligned. A heading that begins with {@code >} is of a column of numbers: aligned to the right. Not thread-safe. */
public final class Table {
    private static final String GAP = "  ";
    private static final String RIGHT = ">";

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Table(List<String> headings) {
        this.headings = headings;
    }

    /** A table without rows. */
    public static Table of(String... headings) {
        return new Table(List.of(headings));
    }

    /**
     * One entry.
     *
     * @param text what it says; control characters are escaped
     * @param colour what it means
     */
    public record Cell(String text, Colour colour) {
        /** Escapes what a terminal would obey. */
        public Cell {
            text = Printable.of(text);
        }

        /** An entry without colour. */
        public static Cell of(Object text) {
            return new Cell(String.valueOf(text), Colour.PLAIN);
        }
    }

    /** Adds a row of plain entries. */
    public Table row(Object... entries) {
        return row(Arrays.stream(entries).map(Cell::of).toList());
    }

    /** Adds a row; throws IllegalArgumentException when it has not as many entries as there are headings. */
    public Table row(List<Cell> entries) {
        if (entries.size() != headings.size()) {
            throw new IllegalArgumentException("a row has " + entries.size() + " entries under " + headings);
        }
        rows.add(List.copyOf(entries));
        return this;
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> lines(Painter painter) {
        int[] widths = IntStream.range(0, headings.size()).map(this::width).toArray();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                headings.stream()
                        .map(heading -> new Cell(bare(heading), Colour.BOLD))
                        .toList(),
                widths,
                painter));
        rows.forEach(row -> lines.add(line(row, widths, painter)));
        return lines;
    }

    private int width(int column) {
        int widest = rows.stream()
                .mapToInt(row -> Printable.width(row.get(column).text()))
                .max()
                .orElse(0);
        return Math.max(widest, Printable.width(bare(headings.get(column))));
    }

    private String line(List<Cell> cells, int[] widths, Painter painter) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            Cell cell = cells.get(column);
            String room = " ".repeat(widths[column] - Printable.width(cell.text()));
            boolean right = headings.get(column).startsWith(RIGHT);
            boolean last = column == cells.size() - 1;
            line.append(column == 0 ? "" : GAP)
                    .append(right ? room : "")
                    .append(painter.paint(cell.colour(), cell.text()))
                    .append(right || last ? "" : room);
        }
        return line.toString().stripTrailing();
    }

    private static String bare(String heading) {
        return heading.startsWith(RIGHT) ? heading.substring(1) : heading;
    }
}
