package dev.warren.deadletter;

/** Where letters are kept that leave their queue. What these methods throw ends the work; the letters at hand stay in their queue. */
public interface Archive {
    /** Keeps nothing. */
    Archive NONE = new Archive() {
        @Override
        public void save(DeadLetter letter) {}

        @Override
        public void secure() {}
    };

    /** Takes a letter that is about to leave its queue. */
    void save(DeadLetter letter);

    /** Makes sure that all that was saved survives a crash. Called before any of it leaves its queue. */
    void secure();
}
