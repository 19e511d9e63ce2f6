package dev.warren.samples.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private final Template template = new Template("Hello {{name}}", "<p>{{name}}</p>");

    @Test
    void aValueCannotAddATag() {
        assertThat(template.fill(Map.of("name", "<b>\"Tom\" & 'Jerry'</b>")).html())
                .isEqualTo("<p>&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;</p>");
    }

    @Test
    void aValueCannotAddAHeader() {
        assertThat(template.fill(Map.of("name", "Ada\r\nBcc: everyone@example.org"))
                        .subject())
                .isEqualTo("Hello Ada Bcc: everyone@example.org");
    }

    @Test
    void aValueIsNoPatternAndNoPlaceholder() {
        assertThat(template.fill(Map.of("name", "$1 \\ {{name}}")).subject()).isEqualTo("Hello $1 \\ {{name}}");
    }

    @Test
    void namesThePlaceholderThatHasNoValue() {
        assertThatThrownBy(() -> template.fill(Map.of())).hasMessageContaining("{{name}}");
    }

    @Test
    void namesTheTemplateThatIsMissing() {
        assertThatThrownBy(() -> Template.named("absent"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent");
    }
}
