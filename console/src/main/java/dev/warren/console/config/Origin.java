package dev.warren.console.config;

import java.nio.file.Path;

/** Where a setting's value comes from. */
public sealed interface Origin {
    /** For people: {@code --uri}, {@code WARREN_URI}, {@code warren.properties}, {@code default}. */
    String words();

    /** Lower ranks win. */
    int rank();

    /** A flag of the command line. */
    record Flag(String name) implements Origin {
        @Override
        public String words() {
            return name;
        }

        @Override
        public int rank() {
            return 0;
        }
    }

    /** A variable of the environment. */
    record Variable(String name) implements Origin {
        @Override
        public String words() {
            return name;
        }

        @Override
        public int rank() {
            return 1;
        }
    }

    /** A key in the configuration file. */
    record InFile(Path file, String name) implements Origin {
        @Override
        public String words() {
            return name + " in " + file;
        }

        @Override
        public int rank() {
            return 2;
        }
    }

    /** Nobody gave a value. */
    record Default() implements Origin {
        @Override
        public String words() {
            return "default";
        }

        @Override
        public int rank() {
            return 3;
        }
    }
}
