package dev.warren.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The listing of everything a module shows to its users, held against the approved one in {@code src/test/resources/public-api.txt}. A
 * change of the public API is therefore always seen in review. To approve one: run the test with {@code -Dapprove.api=true}.
 */
public final class PublicApi {
    private PublicApi() {}

    /** Fails when the public API of the module in {@code moduleDirectory} differs from its approved listing. */
    public static void assertApproved(Path moduleDirectory) {
        Path approved = moduleDirectory.resolve("src/test/resources/public-api.txt");
        String listing = listing(moduleDirectory.resolve("target/classes"));
        try {
            if (Boolean.getBoolean("approve.api")) {
                Files.createDirectories(approved.getParent());
                Files.writeString(approved, listing);
            }
            assertThat(listing)
                    .as("public API; if the change is meant, approve it with -Dapprove.api=true")
                    .isEqualTo(Files.exists(approved) ? Files.readString(approved) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String listing(Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .sorted()
                    .map(PublicApi::load)
                    .filter(PublicApi::isPublic)
                    .map(PublicApi::describe)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return !type.isAnonymousClass() && !type.isSynthetic();
    }

    private static String describe(Class<?> type) {
        TreeSet<String> members = new TreeSet<>();
        Arrays.stream(type.getDeclaredFields())
                .filter(PublicApi::isShown)
                .forEach(f -> members.add(simple(f.getGenericType()) + " " + f.getName()));
        Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicApi::isShown)
                .forEach(c -> members.add("new" + parameters(c)));
        Arrays.stream(type.getDeclaredMethods())
                .filter(PublicApi::isShown)
                .filter(m -> !m.isBridge())
                .forEach(m -> members.add((Modifier.isStatic(m.getModifiers()) ? "static " : "")
                        + simple(m.getGenericReturnType()) + " " + m.getName() + parameters(m)));
        List<String> lines = new ArrayList<>();
        lines.add(kind(type) + " " + type.getName());
        members.forEach(member -> lines.add("    " + member));
        return String.join("\n", lines) + "\n";
    }

    private static boolean isShown(Member member) {
        return Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
    }

    private static String kind(Class<?> type) {
        if (type.isRecord()) {
            return "record";
        }
        if (type.isEnum()) {
            return "enum";
        }
        String sealed = type.isSealed() ? "sealed " : "";
        return sealed + (type.isInterface() ? "interface" : "class");
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(PublicApi::simple)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String simple(Type type) {
        return type.getTypeName().replaceAll("[a-z]\\w*\\.", "").replace('$', '.');
    }
}
