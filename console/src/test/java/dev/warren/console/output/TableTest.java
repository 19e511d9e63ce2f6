package dev.warren.console.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Painter PLAIN = (colour, text) -> text;

    @Test
    void alignsTextToTheLeftAndNumbersToTheRight() {
        Table table =
                Table.of("LANE", ">READY", "STATE").row("critical", 7, "ok").row("bulk", 12_345, "slow");
        assertThat(table.lines(PLAIN))
                .containsExactly("LANE      READY  STATE", "critical      7  ok", "bulk      12345  slow");
    }

    @Test
    void showsControlCharactersInsteadOfObeyingThem() {
        Table table = Table.of("X", "Y").row("a\u001b[2Jb", "line\nbreak");
        assertThat(table.lines(PLAIN)).contains("a\\u001b[2Jb  line\\nbreak");
    }

    @Test
    void countsTheColumnsOfWideCharacters() {
        Table table = Table.of("X", "Y").row("日本", "1").row("abcd", "2");
        assertThat(table.lines(PLAIN)).containsExactly("X     Y", "日本  1", "abcd  2");
    }

    @Test
    void coloursDoNotCountAsWidth() {
        Table table = Table.of("X", "Y").row(List.of(new Table.Cell("a", Colour.BAD), Table.Cell.of("b")));
        assertThat(table.lines(Colour::paint).get(1)).isEqualTo("\u001b[31ma\u001b[0m  b");
    }
}
