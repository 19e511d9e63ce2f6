package dev.warren.simulation;

/**
 * What a simulated run happens in. The same seed makes the same run.
 *
 * @param time the only clock
 * @param chance the only source of randomness
 * @param agenda what happens next
 * @param history what has happened
 */
record World(VirtualTime time, Chance chance, Agenda agenda, History history) {
    static World of(long seed) {
        VirtualTime time = new VirtualTime();
        Chance chance = new Chance(seed);
        return new World(time, chance, new Agenda(time, chance), new History(time));
    }
}
