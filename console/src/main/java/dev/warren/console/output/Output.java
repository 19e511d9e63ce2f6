package dev.warren.console.output;

import java.io.PrintStream;
import java.util.function.Consumer;

/** What a command says. The answer goes to stdout, as text for people or as JSON for programs; everything else to stderr. */
public final class Output {
    private final Terminal terminal;
    private final Format format;
    private final Painter outPainter;
    private final Painter errPainter;

    /** For whom the answer is. */
    public enum Format {
        /** Tables and sentences. */
        HUMAN,
        /** One JSON document, or JSON lines. */
        JSON
    }

    private Output(Terminal terminal, Format format, Painter outPainter, Painter errPainter) {
        this.terminal = terminal;
        this.format = format;
        this.outPainter = outPainter;
        this.errPainter = errPainter;
    }

    /** Output to a terminal, coloured as asked for; {@code noColor} is the variable NO_COLOR, empty when it is not set. */
    public static Output to(Terminal terminal, Format format, Colour.When when, String noColor) {
        return new Output(
                terminal,
                format,
                painter(when, terminal.outKind(), noColor),
                painter(when, terminal.errKind(), noColor));
    }

    private static Painter painter(Colour.When when, Terminal.Kind kind, String noColor) {
        boolean coloured = switch (when) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> kind == Terminal.Kind.TERMINAL && noColor.isEmpty();
        };
        return coloured ? Colour::paint : (colour, text) -> text;
    }

    /** For whom the answer is. */
    public Format format() {
        return format;
    }

    /**
     * Gives the answer.
     *
     * @param document for programs: a record, list or map; its names become snake_case and are part of the contract
     * @param human writes the same for people
     */
    public void answer(Object document, Consumer<Text> human) {
        switch (format) {
            case JSON -> terminal.out().println(Json.document(document));
            case HUMAN -> human.accept(new Text(terminal.out(), outPainter));
        }
    }

    /** Gives one part of an answer that is a stream: a JSON line, or text. */
    public void part(Object document, Consumer<Text> human) {
        switch (format) {
            case JSON -> terminal.out().println(Json.line(document));
            case HUMAN -> human.accept(new Text(terminal.out(), outPainter));
        }
    }

    /** Writes text that is the answer in either format, such as a file's content. */
    public void raw(String text) {
        terminal.out().print(text);
        terminal.out().flush();
    }

    /** Says something beside the answer, on stderr. */
    public void note(String sentence) {
        terminal.err().println(Printable.of(sentence));
    }

    /** Says what is worth a look, on stderr. */
    public void warn(String sentence) {
        terminal.err().println(errPainter.paint(Colour.WARNING, "warning: ") + Printable.of(sentence));
    }

    /** A progress bar on stderr, which draws only on a terminal. */
    public Progress progress(String label, long total) {
        return Progress.on(terminal, label, total);
    }

    /** Where it goes. */
    public Terminal terminal() {
        return terminal;
    }

    /** Text for people. */
    public static final class Text {
        private final PrintStream out;
        private final Painter painter;

        Text(PrintStream out, Painter painter) {
            this.out = out;
            this.painter = painter;
        }

        /** A line; control characters are escaped. */
        public Text line(String text) {
            return line(Colour.PLAIN, text);
        }

        /** A coloured line; control characters are escaped. */
        public Text line(Colour colour, String text) {
            out.println(painter.paint(colour, Printable.of(text)));
            return this;
        }

        /** A line that begins with a coloured word. */
        public Text line(Colour colour, String word, String text) {
            out.println(painter.paint(colour, Printable.of(word)) + " " + Printable.of(text));
            return this;
        }

        /** A table. */
        public Text table(Table table) {
            table.lines(painter).forEach(out::println);
            return this;
        }
    }
}
