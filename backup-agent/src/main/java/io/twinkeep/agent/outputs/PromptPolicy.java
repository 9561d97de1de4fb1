package io.twinkeep.agent.outputs;

/** What is kept of prompts. */
public enum PromptPolicy {
    /** The prompt, the negative prompt, other texts of the image, and the prompt's digest. */
    STORED,
    /** The prompt's digest alone, which finds the outputs of a prompt that is known already. */
    HASHED,
    /** Nothing. */
    OMITTED;

    boolean keepsText() {
        return this == STORED;
    }

    boolean keepsDigest() {
        return this != OMITTED;
    }
}
