package dev.warren.chaos.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The ledgers of a run, read a line at a time. */
public final class Ledgers {
    /** Whose ledger tells of faults and of the ends of processes. */
    public static final String DIRECTOR = "director";

    private final Path folder;

    private Ledgers(Path folder) {
        this.folder = folder;
    }

    /** Those in a folder. */
    public static Ledgers in(Path folder) {
        return new Ledgers(folder);
    }

    /** Whose there are; in the order of their names. */
    public List<String> processes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(Ledger.SUFFIX))
                    .map(name -> name.substring(0, name.length() - Ledger.SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads one from its beginning.
     *
     * @return lines that can't be read; the last one of a process that was killed may be among them, cut off
     */
    public List<String> read(String process, Consumer<Line> each) throws IOException {
        List<String> unreadable = new java.util.ArrayList<>();
        try (BufferedReader lines =
                Files.newBufferedReader(folder.resolve(process + Ledger.SUFFIX), StandardCharsets.US_ASCII)) {
            String text;
            while ((text = lines.readLine()) != null) {
                String line = text;
                Line.read(text).ifPresentOrElse(each, () -> unreadable.add(line));
            }
        }
        return unreadable;
    }
}
