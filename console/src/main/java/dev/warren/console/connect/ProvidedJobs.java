package dev.warren.console.connect;

import dev.warren.WarrenException;
import dev.warren.console.config.UsageError;
import dev.warren.job.JobProvider;
import dev.warren.job.JobProviders;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --classpath}, and the job providers it finds; a mixin. */
public final class ProvidedJobs {
    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description =
                    "where the jobs are: jars, directories of classes, and globs such as 'lib/*.jar', separated as in a Java"
                            + " class path; a jar names its provider in META-INF/services/dev.warren.job.JobProvider")
    String classPath = "";

    /**
     * The providers on the class path given and on that of the JVM.
     *
     * @param directory what names are relative to
     * @throws UsageError when an entry is not there, a provider can't be made, or there is none
     */
    public List<JobProvider> providers(Path directory) {
        // Never closed: handlers load classes for as long as the process lives.
        URLClassLoader loader = new URLClassLoader("warren-jobs", urls(directory), ProvidedJobs.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        List<JobProvider> found = found(loader);
        if (found.isEmpty()) {
            throw new UsageError(
                    "no job provider is on the class path" + (classPath.isEmpty() ? "" : " '" + classPath + "'")
                            + ": give the jar of your jobs with --classpath; it must name its provider in"
                            + " META-INF/services/dev.warren.job.JobProvider");
        }
        return found;
    }

    private static List<JobProvider> found(ClassLoader loader) {
        try {
            return JobProviders.on(loader);
        } catch (WarrenException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
    }

    private URL[] urls(Path directory) {
        List<Path> files = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.isBlank()) {
                files.addAll(files(directory, entry.strip()));
            }
        }
        return files.stream().map(ProvidedJobs::url).toArray(URL[]::new);
    }

    private static List<Path> files(Path directory, String entry) {
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        if (name.indexOf('*') >= 0 || name.indexOf('?') >= 0) {
            Path folder = directory.resolve(entry.substring(0, entry.length() - name.length()));
            return matching(folder, name.equals("*") ? "*.jar" : name, entry);
        }
        Path file = directory.resolve(entry);
        if (!Files.exists(file)) {
            throw new UsageError("--classpath: there is no " + file);
        }
        return List.of(file);
    }

    private static List<Path> matching(Path folder, String glob, String entry) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UsageError("--classpath: the directory of '" + entry + "' can't be read");
        }
        if (files.isEmpty()) {
            throw new UsageError("--classpath: nothing matches '" + entry + "'");
        }
        files.sort(null);
        return files;
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageError("--classpath: " + file + " can't be on a class path");
        }
    }
}
