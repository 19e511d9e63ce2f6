package dev.warren.console.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Puts the settings together: flags win over the environment, which wins over the file, which wins over defaults. */
public final class Loading {
    /** Read from the working directory when no other file is named. */
    public static final String STANDARD_FILE = "warren.properties";

    private static final String PREFIX = "WARREN_";
    private static final String FILE_VARIABLE = PREFIX + "CONFIG";

    /** No settings: they belong to the launcher, and to the scripts in dev/, which set them for whatever they start. */
    private static final Set<String> OTHERS = Set.of(
            "WARREN_JAVA_OPTS",
            "WARREN_CACHE",
            "WARREN_HOME",
            "WARREN_RUN",
            "WARREN_YES",
            "WARREN_BROKER",
            "WARREN_BROKER_VERSION",
            "WARREN_BROKER_START_SECONDS",
            "WARREN_REQUIRE_BROKER");

    private final Map<String, String> environment;
    private final Path directory;

    private Loading(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** A value somebody gave, and what the name of a file in it is relative to. */
    private record Given(String value, Origin origin, Path directory) {}

    /**
     * Loads the settings.
     *
     * @param flags what the command line says, by form such as {@code uri} or {@code password-file}
     * @param file the configuration file the command line names
     * @param environment the environment's variables
     * @param directory the working directory
     * @throws UsageError for an unknown key or variable, a file that can't be read, or two forms of one setting in one place
     */
    public static Settings load(
            Map<String, String> flags, Optional<Path> file, Map<String, String> environment, Path directory) {
        return new Loading(environment, directory).load(flags, file);
    }

    private Settings load(Map<String, String> flags, Optional<Path> file) {
        List<Map<String, Given>> layers = new ArrayList<>();
        layers.add(fromFlags(flags));
        layers.add(fromEnvironment());
        chooseFile(file).ifPresent(chosen -> layers.add(fromFile(chosen)));
        Map<Key, Setting> settings = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            layers.stream()
                    .flatMap(layer -> given(key, layer).stream())
                    .findFirst()
                    .ifPresent(setting -> settings.put(key, setting));
        }
        return new Settings(settings);
    }

    private Map<String, Given> fromFlags(Map<String, String> flags) {
        Map<String, Given> layer = new LinkedHashMap<>();
        flags.forEach((form, value) -> layer.put(form, new Given(value, new Origin.Flag("--" + form), directory)));
        return layer;
    }

    private Map<String, Given> fromEnvironment() {
        Map<String, Given> layer = new LinkedHashMap<>();
        Map<String, String> forms = new LinkedHashMap<>();
        for (Key key : Key.values()) {
            key.otherVariable().ifPresent(name -> putVariable(layer, key.text(), name));
            key.forms().forEach(form -> forms.put(Key.variable(form), form));
        }
        for (String name : environment.keySet()) {
            if (!name.startsWith(PREFIX) || name.equals(FILE_VARIABLE) || OTHERS.contains(name)) {
                continue;
            }
            String form = forms.get(name);
            if (form == null) {
                throw new UsageError("the environment's variable " + name + " is no setting of Warren."
                        + Nearest.hint(name, forms.keySet()) + " Take it out, or correct its name");
            }
            if (form.equals(Key.URI.fileForm()) || form.equals(Key.MANAGEMENT_URI.fileForm())) {
                layer.remove(form.substring(0, form.length() - "-file".length())); // Warren's own variable wins
            }
            putVariable(layer, form, name);
        }
        return layer;
    }

    private void putVariable(Map<String, Given> layer, String form, String name) {
        String value = environment.get(name);
        if (value != null && !value.isBlank()) {
            layer.put(form, new Given(value, new Origin.Variable(name), directory));
        }
    }

    private Optional<Path> chooseFile(Optional<Path> named) {
        Optional<Path> chosen = named.or(
                () -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of));
        if (chosen.isPresent()) {
            return chosen.map(directory::resolve);
        }
        return Optional.of(directory.resolve(STANDARD_FILE)).filter(Files::exists);
    }

    private Map<String, Given> fromFile(Path file) {
        Set<String> forms = new LinkedHashSet<>();
        Arrays.stream(Key.values()).forEach(key -> forms.addAll(key.forms()));
        Map<String, Given> layer = new LinkedHashMap<>();
        Path folder = file.toAbsolutePath().getParent();
        properties(file).forEach((name, value) -> {
            if (!forms.contains(name)) {
                throw new UsageError("the key '" + name + "' in " + file + " is no setting of Warren."
                        + Nearest.hint(name, forms) + " Take it out, or correct its name");
            }
            layer.put(name, new Given(value, new Origin.InFile(file, name), folder == null ? directory : folder));
        });
        return layer;
    }

    private static Map<String, String> properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageError("the configuration file " + file + " can't be read ("
                    + e.getClass().getSimpleName()
                    + "): it must exist and hold lines such as namespace=jobs, in UTF-8");
        }
        Map<String, String> byName = new LinkedHashMap<>();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(name -> byName.put(name, properties.getProperty(name).strip()));
        return byName;
    }

    /** A setting from one layer. */
    private static Optional<Setting> given(Key key, Map<String, Given> layer) {
        Given direct = layer.get(key.text());
        Given byFile = key.forms().contains(key.fileForm()) ? layer.get(key.fileForm()) : null;
        if (direct != null && byFile != null) {
            throw new UsageError("both " + direct.origin().words() + " and "
                    + byFile.origin().words() + " are given: leave one out");
        }
        if (byFile != null) {
            return Optional.of(new Setting(key, Optional.of(secretIn(byFile)), byFile.origin()));
        }
        return Optional.ofNullable(direct).map(it -> new Setting(key, Optional.of(it.value()), it.origin()));
    }

    private static String secretIn(Given given) {
        Path file = given.directory().resolve(given.value());
        try {
            String text = Files.readString(file).strip();
            if (!text.isEmpty()) {
                return text;
            }
        } catch (IOException e) {
            // says the same as an empty one
        }
        throw new UsageError("the file " + file + " (" + given.origin().words()
                + ") can't be read or is empty: it must hold the value and nothing else");
    }
}
