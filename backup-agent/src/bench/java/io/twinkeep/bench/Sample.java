package io.twinkeep.bench;

/**
 * One measured process with all its children.
 *
 * @param wall seconds until the process had ended and what it wrote was synced to the disk
 * @param cpu seconds of user and system time
 * @param peak bytes of resident memory of its largest process
 * @param stored bytes by which the repository grew
 */
record Sample(double wall, double cpu, long peak, long stored) {
    Sample withStored(long bytes) {
        return new Sample(wall, cpu, peak, bytes);
    }
}
