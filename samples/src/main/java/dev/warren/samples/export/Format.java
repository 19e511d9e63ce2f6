package dev.warren.samples.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** What an export's file looks like. */
public enum Format {
    /** RFC 4180, with a header line. */
    CSV("csv") {
        @Override
        RowWriter to(OutputStream out) throws IOException {
            return new CsvRows(out);
        }
    },
    /** One array of objects. */
    JSON("json") {
        @Override
        RowWriter to(OutputStream out) throws IOException {
            return new JsonRows(out);
        }
    };

    private final String extension;

    Format(String extension) {
        this.extension = extension;
    }

    /** The end of the file's name, without a dot. */
    public String extension() {
        return extension;
    }

    /** Begins a file; leaves {@code out} open when it is closed. */
    abstract RowWriter to(OutputStream out) throws IOException;

    /** A file in the making. */
    interface RowWriter extends AutoCloseable {
        /** Writes one row. */
        void write(Order order) throws IOException;

        /** Ends the file; does not close what it is written to. */
        @Override
        void close() throws IOException;
    }

    private static final class CsvRows implements RowWriter {
        private final Writer writer;

        CsvRows(OutputStream out) throws IOException {
            writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writer.write(Csv.line("id", "customer", "item", "quantity", "cents", "ordered_at", "note"));
        }

        @Override
        public void write(Order order) throws IOException {
            writer.write(Csv.line(
                    Long.toString(order.id()),
                    order.customer(),
                    order.item(),
                    Integer.toString(order.quantity()),
                    Long.toString(order.cents()),
                    order.orderedAt(),
                    order.note()));
        }

        @Override
        public void close() throws IOException {
            writer.flush();
        }
    }

    private static final class JsonRows implements RowWriter {
        private final JsonGenerator json;

        JsonRows(OutputStream out) throws IOException {
            json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
        }

        @Override
        public void write(Order order) throws IOException {
            json.writeStartObject();
            json.writeNumberField("id", order.id());
            json.writeStringField("customer", order.customer());
            json.writeStringField("item", order.item());
            json.writeNumberField("quantity", order.quantity());
            json.writeNumberField("cents", order.cents());
            json.writeStringField("ordered_at", order.orderedAt());
            json.writeStringField("note", order.note());
            json.writeEndObject();
        }

        @Override
        public void close() throws IOException {
            json.close();
        }
    }
}
