package dev.warren.console.contract;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.wire.WireHeaders;

/** The headers a producer may set. Others are carried along untouched. */
final class HeaderSchema {
    static final String NAME = "warren-job-headers";

    private final ObjectNode properties;

    private HeaderSchema(ObjectNode properties) {
        this.properties = properties;
    }

    static ObjectNode make(JsonMapper mapper) {
        ObjectNode schema = mapper.createObjectNode().put("type", "object");
        new HeaderSchema(schema.putObject("properties")).addAll();
        return schema;
    }

    private void addAll() {
        text(
                        WireHeaders.IDEMPOTENCY_KEY,
                        "instead of the message's id; with tenant and job type: one key, one run to success")
                .put("maxLength", 255);
        text(WireHeaders.TENANT_ID, "whose data the job is about").put("maxLength", 255);
        text(WireHeaders.USER_ID, "on whose behalf it runs");
        number(WireHeaders.MAX_ATTEMPTS, "instead of the job type's own; a worker has a cap")
                .put("minimum", 1);
        time(WireHeaders.EXPIRES_AT, "not started by then, the job ends as expired");
        time(WireHeaders.DUE_AT, "not to be started before");
        text(WireHeaders.TRACEPARENT, "W3C trace context");
        text("tracestate", "W3C trace context");
    }

    private ObjectNode text(String name, String description) {
        return properties.putObject(name).put("type", "string").put("description", description);
    }

    private ObjectNode number(String name, String description) {
        return properties.putObject(name).put("type", "integer").put("description", description);
    }

    private void time(String name, String description) {
        ObjectNode either = properties.putObject(name).put("description", description);
        ArrayNode forms = either.putArray("oneOf");
        forms.addObject().put("type", "integer").put("description", "milliseconds since 1970");
        forms.addObject().put("type", "string").put("format", "date-time");
    }
}
