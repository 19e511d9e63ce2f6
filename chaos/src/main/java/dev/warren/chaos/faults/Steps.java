package dev.warren.chaos.faults;

import dev.warren.chaos.faults.Fault.Blow;

/** A blow, put together. */
record Steps(String victim, Step hit, Step healing) implements Blow {
    interface Step {
        void go() throws Exception;
    }

    /** One that ends by itself: whoever is killed is replaced. */
    Steps(String victim, Step hit) {
        this(victim, hit, () -> {});
    }

    @Override
    public void strike() throws Exception {
        hit.go();
    }

    @Override
    public void heal() throws Exception {
        healing.go();
    }
}
