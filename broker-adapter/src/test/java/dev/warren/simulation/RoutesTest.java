package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.topology.BindingSpec;
import dev.warren.topology.ExchangeKind;
import dev.warren.topology.ExchangeSpec;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private final Routes routes = new Routes();

    @BeforeEach
    void declare() {
        routes.add(new ExchangeSpec("last", ExchangeKind.FANOUT, Map.of()));
        routes.add(new ExchangeSpec("topic", ExchangeKind.TOPIC, Map.of("alternate-exchange", "last")));
        routes.add(new ExchangeSpec("direct", ExchangeKind.DIRECT, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "#, a.b.c, true",
        "#, '', true",
        "*, a, true",
        "*, a.b, false",
        "*, '', false",
        "a.#, a, true",
        "a.#, a.b.c, true",
        "a.#, b.a, false",
        "*.1.#, 0.1, true",
        "*.1.#, 0.1.email.send, true",
        "*.1.#, 1.0.email.send, false",
        "#.z, a.b.z, true",
        "#.z, a.z.b, false",
        "a.*.c, a..c, true",
        "a.b, a.b, true",
        "a.b, a.B, false"
    })
    void matchesTopicsWordByWord(String pattern, String key, boolean expected) {
        assertThat(new TopicPattern(pattern).matches(TopicPattern.words(key))).isEqualTo(expected);
    }

    @Test
    void takesAMessageToAQueueOnceThoughTwoBindingsMatch() {
        bind("topic", "q", "#");
        bind("topic", "q", "a.*");

        assertThat(routes.queues("topic", "a.b")).containsExactly("q");
    }

    @Test
    void asksTheAlternateExchangeOnlyWhenNothingMatches() {
        bind("topic", "q", "a");
        bind("last", "rest", "");

        assertThat(routes.queues("topic", "a")).containsExactly("q");
        assertThat(routes.queues("topic", "b")).containsExactly("rest");
    }

    @Test
    void comparesTheWholeKeyOnADirectExchange() {
        bind("direct", "q", "a.#");

        assertThat(routes.queues("direct", "a.#")).containsExactly("q");
        assertThat(routes.queues("direct", "a.b")).isEmpty();
    }

    @Test
    void followsBindingsBetweenExchanges() {
        routes.add(new BindingSpec("topic", BindingSpec.Target.EXCHANGE, "direct", "#"));
        bind("direct", "q", "a");

        assertThat(routes.queues("topic", "a")).containsExactly("q");
    }

    @Test
    void seesABindingThatIsMadeAfterTheFirstMessage() {
        assertThat(routes.queues("direct", "a")).isEmpty();

        bind("direct", "q", "a");

        assertThat(routes.queues("direct", "a")).containsExactly("q");
    }

    private void bind(String exchange, String queue, String key) {
        routes.add(new BindingSpec(exchange, BindingSpec.Target.QUEUE, queue, key));
    }
}
