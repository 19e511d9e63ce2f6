package dev.warren.console.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** Records as JSON for programs: names in snake_case, times in ISO-8601 UTC, an empty Optional as null. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private Json() {}

    /** A document, over several lines. */
    static String document(Object value) {
        return write(value, MAPPER.writerWithDefaultPrettyPrinter()::writeValueAsString);
    }

    /** One line of a stream of JSON lines. */
    static String line(Object value) {
        return write(value, MAPPER::writeValueAsString);
    }

    private interface Writing {
        String write(Object value) throws JsonProcessingException;
    }

    private static String write(Object value, Writing writing) {
        try {
            return writing.write(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can't be written as JSON: " + value.getClass(), e);
        }
    }
}
