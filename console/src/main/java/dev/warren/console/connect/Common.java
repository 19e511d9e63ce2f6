package dev.warren.console.connect;

import dev.warren.console.config.Key;
import dev.warren.console.config.Loading;
import dev.warren.console.config.Settings;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Output;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of every command; a command has one as a mixin named {@value #MIXIN}. Those for settings are made from {@link Key}. */
public final class Common {
    /** The name of the mixin. */
    public static final String MIXIN = "common";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration file, instead of warren.properties")
    @Nullable
    Path config;

    @Option(names = "--json", description = "answer with JSON, for programs")
    boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto (on a terminal, unless NO_COLOR is set), always or never")
    Colour.When color = Colour.When.AUTO;

    @Option(
            names = {"-v", "--verbose"},
            description = "log what happens to stderr, and show where a defect happened")
    boolean verbose;

    private static final String EVERYWHERE =
            "Settings, which may also stand in WARREN_... variables or in warren.properties:";
    private static final String OF_WORKERS = "Settings of the worker, likewise:";

    private final Key.Scope scope;
    private final Map<String, String> flags = new HashMap<>();
    private @Nullable World world;
    private @Nullable Settings settings;

    /** For most commands. */
    public Common() {
        this(Key.Scope.EVERY);
    }

    /** For a command with the settings of a scope, and those of every command. */
    public Common(Key.Scope scope) {
        this.scope = scope;
    }

    /** Gives a command its options for settings, and the world it runs in. */
    public static void join(CommandSpec command, World world) {
        CommandSpec mixin = command.mixins().get(MIXIN);
        if (mixin != null && mixin.userObject() instanceof Common common) {
            common.world = world;
            command.addArgGroup(common.settingsGroup(EVERYWHERE, Key.Scope.EVERY));
            if (common.scope == Key.Scope.WORKER) {
                command.addArgGroup(common.settingsGroup(OF_WORKERS, Key.Scope.WORKER));
            }
        }
    }

    private ArgGroupSpec settingsGroup(String heading, Key.Scope wanted) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).heading("%n" + heading + "%n");
        for (Key key : Key.values()) {
            if (key.scope() == wanted) {
                key.flagForms().forEach(form -> group.addArg(option(key, form)));
            }
        }
        return group.build();
    }

    private OptionSpec option(Key key, String form) {
        OptionSpec.Builder option = OptionSpec.builder(names(key, form)).setter(setter(form));
        return switch (key.kind()) {
            case SWITCH ->
                option.type(boolean.class)
                        .arity("0")
                        .description(key.description())
                        .build();
            case PLAIN, ADDRESS, SECRET ->
                option.type(String.class)
                        .arity("1")
                        .paramLabel(form.equals(key.text()) ? key.valueName() : "FILE")
                        .description(description(key, form))
                        .build();
        };
    }

    private static String[] names(Key key, String form) {
        return form.equals(key.text())
                ? Stream.concat(key.shortFlag().stream(), Stream.of("--" + form))
                        .toArray(String[]::new)
                : new String[] {"--" + form};
    }

    private static String description(Key key, String form) {
        if (!form.equals(key.text())) {
            return "a file that holds " + key.text();
        }
        return key.description()
                + key.standard().map(it -> " (default: " + it + ")").orElse("");
    }

    private ISetter setter(String form) {
        return new ISetter() {
            @Override
            @SuppressWarnings("TypeParameterUnusedInFormals") // as picocli has it
            public <T> T set(T value) {
                if (value == null || value.equals(false)) { // picocli's reset before it parses
                    flags.remove(form);
                } else {
                    flags.put(form, value.toString());
                }
                return value;
            }
        };
    }

    /** The settings in force. Throws {@link dev.warren.console.config.UsageError} for one that nobody knows. */
    public Settings settings() {
        Settings loaded = settings;
        if (loaded == null) {
            loaded = Loading.load(flags, Optional.ofNullable(config), world().environment(), world().directory());
            settings = loaded;
        }
        return loaded;
    }

    /** Opens what the settings name. */
    public Connections connections() {
        return new Connections(settings(), world().directory());
    }

    /** Where to answer. */
    public Output output() {
        String noColor = world().environment().getOrDefault("NO_COLOR", "");
        return Output.to(world().terminal(), json ? Output.Format.JSON : Output.Format.HUMAN, color, noColor);
    }

    /** Whether to say more. */
    public boolean isVerbose() {
        return verbose;
    }

    /** What the program runs in. */
    public World world() {
        if (world == null) {
            throw new IllegalStateException("a command was run without having joined the world");
        }
        return world;
    }
}
