using System.Globalization;

namespace LlmFunctions.Bench;

/// <summary>The arguments of the program.</summary>
internal sealed record BenchOptions
{
    public const string Latency = "latency";
    public const string Memory = "memory";
    public const string Batch = "batch";
    public const string Routing = "routing";
    public const string Parallel = "parallel";
    public const string Micro = "micro";
    public const string Features = "features";
    public const string Usage = "usage";
    public const string Limits = "limits";
    public const string Provider = "provider";
    public const string Help = "help";

    public const string Text =
        """
        Starts the gateway as a process of its own, with a storage emulator, and measures it.

          latency    what it adds to a call of a local provider (the default)
            --requests <n>      calls of each kind at a concurrency of 1 (500); ten times as many at the higher one
            --concurrency <n>   the higher concurrency (64)
            --tokens <n>        events of a streamed answer (20)
          memory     what it holds after 1,000 and after 10,000 streamed calls, and after more
            --requests <n>      the last of them (10000)
            --concurrency <n>   calls at a time (32)
          parallel   what it costs that several models are asked durably
            --requests <n>      requests of each kind (100)
          batch      what a line of a batch takes, of 1,000 lines and of more
            --requests <n>      the lines of the larger batch (10000)
          routing    what it takes to find out who serves a call, in this process
          micro      translators, whole calls, and how their cost grows, in this process
          features   what the cache, guardrails and a configuration that may change add to a call, in this process
          usage      how long reports of a month and of a day take, of generated records that are written and rolled up before
            --requests <n>      records of the month (100000)
          limits     what checking the key, the limits and the reservation adds to a call, in this process
            --requests <n>      calls (200000)
        """;

    public string Verb { get; private init; } = Latency;

    public int? Requests { get; private init; }

    public int? Concurrency { get; private init; }

    public int Tokens { get; private init; } = 20;

    public string? Problem { get; private init; }

    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        int next = 0;
        if (arguments.Count > 0 && !arguments[0].StartsWith('-'))
        {
            options = options with { Verb = arguments[next++] };
        }

        for (; next < arguments.Count && options.Problem is null; next += 2)
        {
            options = arguments[next] is "--help" or "-h"
                ? new BenchOptions { Verb = Help }
                : options.With(arguments[next], next + 1 < arguments.Count ? arguments[next + 1] : "");
        }

        return options.Verb is Latency or Memory or Parallel or Batch or Routing or Micro or Features or Usage or Limits or Provider or Help ? options : Wrong($"'{options.Verb}' is not a command.");
    }

    private static BenchOptions Wrong(string problem) => new() { Problem = problem + Environment.NewLine + Text };

    private BenchOptions With(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
        ? name switch
        {
            "--requests" => this with { Requests = number },
            "--concurrency" => this with { Concurrency = number },
            "--tokens" => this with { Tokens = number },
            _ => Wrong($"'{name}' is not an option."),
        }
        : Wrong($"{name} needs a number above 0.");
}
