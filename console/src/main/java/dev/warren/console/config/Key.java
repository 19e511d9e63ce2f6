package dev.warren.console.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every setting, once: its name, default and meaning. The name {@code management-uri} is the flag {@code --management-uri}, the variable
 * {@code WARREN_MANAGEMENT_URI} and the key {@code management-uri} in the file. What can hold a secret can also be given as the name of a
 * file that holds it: {@code uri-file}, {@code --uri-file}, {@code WARREN_URI_FILE}.
 */
public enum Key {
    /** The broker. */
    URI(
            "uri",
            Kind.ADDRESS,
            "URI",
            "amqp://guest:guest@localhost:5672",
            "RABBITMQ_URI",
            "the broker, as amqp://user:password@host:5672/vhost, or amqps:// for TLS"),
    /** The login. */
    LOGIN("login", Kind.PLAIN, "NAME", null, null, "the login's name, instead of the one in the URI"),
    /** The login's password. */
    PASSWORD("password", Kind.SECRET, "TEXT", null, null, "the login's password, instead of the one in the URI"),
    /** The management API. */
    MANAGEMENT_URI(
            "management-uri",
            Kind.ADDRESS,
            "URI",
            null,
            "RABBITMQ_MANAGEMENT_URI",
            "the management API; by default the broker's host and login with port 15672, or with https and port 15671 for amqps"),
    /** The first word of all names on the broker. */
    NAMESPACE("namespace", Kind.PLAIN, "NAME", "jobs", null, "the first word of the name of every exchange and queue"),
    /** The lanes of the topology. */
    LANES("lanes", Kind.PLAIN, "NAME,...", "critical,default,bulk", null, "all lanes there are"),
    /** What durable queues are made of. */
    QUEUE_TYPE("queue-type", Kind.PLAIN, "TYPE", "quorum", null, "what the queues are: quorum or classic"),
    /** The idempotency store. */
    STORE(
            "store",
            Kind.ADDRESS,
            "STORE",
            "sqlite:warren.db",
            null,
            "the idempotency store: sqlite:FILE, jdbc:postgresql://HOST/DATABASE?user=NAME, redis://HOST[#NAME], or memory"
                    + " (worker only: it forgets all when it ends)"),
    /** How long to wait for one answer. */
    TIMEOUT(
            "timeout",
            Kind.PLAIN,
            "TIME",
            "10s",
            null,
            "how long to wait for one answer of the broker or the management API, 100ms to 1m"),
    /** Whom to trust. */
    TLS_CA(
            "tls-ca",
            Kind.PLAIN,
            "FILE",
            null,
            null,
            "certificates (PEM) of the authorities to trust, instead of those the JVM trusts"),
    /** Whether a password may travel in the clear. */
    INSECURE_PLAIN(
            "insecure-plain",
            Kind.SWITCH,
            "",
            "false",
            null,
            "allow amqp:// and http:// to other machines: logins and jobs then travel in the clear"),
    /** Whether the password everybody knows may be used. */
    INSECURE_DEFAULT_PASSWORD(
            "insecure-default-password", Kind.SWITCH, "", "false", null, "allow the password guest on other machines"),
    /** The lanes a worker serves. */
    SERVE("serve", Scope.WORKER, "-Q", Kind.PLAIN, "LANE,...", null, "the lanes to serve (default: all lanes)"),
    /** A worker's slots. */
    SLOTS(
            "slots",
            Scope.WORKER,
            "-c",
            Kind.PLAIN,
            "N",
            null,
            "how many jobs run at once (default: twice the processors, at least 8)"),
    /** How lanes share slots. */
    SHARES(
            "shares",
            Scope.WORKER,
            null,
            Kind.PLAIN,
            "POLICY",
            "weighted",
            "how lanes share the slots: weighted (critical 6, default 3, bulk 1), weighted:LANE=WEIGHT,..., or strict,"
                    + " which serves them in the order of --serve"),
    /** Slots for one lane alone. */
    RESERVE(
            "reserve",
            Scope.WORKER,
            null,
            Kind.PLAIN,
            "LANE=N,...",
            null,
            "slots of these that only that lane may use"),
    /** Lanes with slots of their own. */
    DEDICATE(
            "dedicate",
            Scope.WORKER,
            null,
            Kind.PLAIN,
            "LANE=N,...",
            null,
            "serve these lanes with so many slots of their own each; not with --serve, --slots or --reserve"),
    /** Deliveries in hand. */
    PREFETCH(
            "prefetch",
            Scope.WORKER,
            null,
            Kind.PLAIN,
            "N",
            null,
            "how many jobs of a lane to have in hand (default: 16 for each slot, 100 to 1000)"),
    /** How long a stop may take. */
    STOP_WITHIN(
            "stop-within",
            Scope.WORKER,
            null,
            Kind.PLAIN,
            "TIME",
            "25s",
            "how long running jobs may go on after SIGTERM or Ctrl-C, up to 1h"),
    /** Whether to leave the topology alone. */
    VERIFY_TOPOLOGY(
            "verify-topology",
            Scope.WORKER,
            null,
            Kind.SWITCH,
            "",
            "false",
            "only check that the topology is there, for a login that may not declare it");

    /** Which commands have it as a flag; the variable and the file are the same for all. */
    public enum Scope {
        /** Every command. */
        EVERY,
        /** The worker alone. */
        WORKER
    }

    /** What forms a setting can be given in, and whether it may be shown. */
    public enum Kind {
        /** Given as it is, and shown. */
        PLAIN,
        /** True or false; as a flag it needs no value. */
        SWITCH,
        /** May hold a password: shown without it, and can be given by a file. */
        ADDRESS,
        /** Never shown; as a flag only by a file, for a command line is there for all to see. */
        SECRET
    }

    private static final String FILE_FORM = "-file";

    private final String text;
    private final Scope scope;
    private final @Nullable String shortFlag;
    private final Kind kind;
    private final String valueName;
    private final @Nullable String standard;
    private final @Nullable String otherVariable;
    private final String description;

    Key(
            String text,
            Kind kind,
            String valueName,
            @Nullable String standard,
            @Nullable String otherVariable,
            String description) {
        this(text, Scope.EVERY, null, kind, valueName, standard, otherVariable, description);
    }

    Key(
            String text,
            Scope scope,
            @Nullable String shortFlag,
            Kind kind,
            String valueName,
            @Nullable String standard,
            String description) {
        this(text, scope, shortFlag, kind, valueName, standard, null, description);
    }

    Key(
            String text,
            Scope scope,
            @Nullable String shortFlag,
            Kind kind,
            String valueName,
            @Nullable String standard,
            @Nullable String otherVariable,
            String description) {
        this.text = text;
        this.scope = scope;
        this.shortFlag = shortFlag;
        this.kind = kind;
        this.valueName = valueName;
        this.standard = standard;
        this.otherVariable = otherVariable;
        this.description = description;
    }

    /** The name in the file. */
    public String text() {
        return text;
    }

    /** Which commands have it as a flag. */
    public Scope scope() {
        return scope;
    }

    /** A flag of one letter. */
    public Optional<String> shortFlag() {
        return Optional.ofNullable(shortFlag);
    }

    /** What forms it has. */
    public Kind kind() {
        return kind;
    }

    /** What stands for the value in the help. */
    public String valueName() {
        return valueName;
    }

    /** The value when nobody gives one; empty when there is none, or it follows from others. */
    public Optional<String> standard() {
        return Optional.ofNullable(standard);
    }

    /** A variable that others know too, which counts when Warren's own is absent. */
    public Optional<String> otherVariable() {
        return Optional.ofNullable(otherVariable);
    }

    /** What it is, without a full stop. */
    public String description() {
        return description;
    }

    /** The names in the file: its own, and that of the file that holds it. */
    public List<String> forms() {
        return switch (kind) {
            case PLAIN, SWITCH -> List.of(text);
            case ADDRESS, SECRET -> List.of(text, fileForm());
        };
    }

    /** The forms that are flags. */
    public List<String> flagForms() {
        return kind == Kind.SECRET ? List.of(fileForm()) : forms();
    }

    /** The name under which a file that holds the value is given. */
    String fileForm() {
        return text + FILE_FORM;
    }

    /** The environment's variable for a form. */
    public static String variable(String form) {
        return "WARREN_" + form.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
