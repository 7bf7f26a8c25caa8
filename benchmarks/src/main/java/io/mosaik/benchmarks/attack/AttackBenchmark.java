package io.mosaik.benchmarks.attack;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the attacks; each is a subcommand. */
@Command(
    name = "attack",
    description = "Attacks on simulated networks, seeded and on virtual time.",
    mixinStandardHelpOptions = true,
    subcommands = {LiarsAttack.class, SybilsAttack.class})
public final class AttackBenchmark implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private AttackBenchmark() {}

  /** Entry point; ends with 0 only if all goals of the chosen attack are met. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AttackBenchmark()).execute(arguments));
  }

  /** Runs all attacks with their defaults. */
  @Override
  public void run() {
    for (CommandLine attack : spec.subcommands().values()) {
      attack.execute();
    }
  }
}
