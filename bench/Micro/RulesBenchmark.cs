using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using LlmFunctions.Configuration;
using LlmFunctions.Guardrails;

namespace LlmFunctions.Bench.Micro;

/// <summary>The same call with what an app may have done to it: rules for prompts and answers, personal data taken out, answers kept, of which memory has those that are hit.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class RulesBenchmark
{
    private const string None = "nothing";
    private const string Patterns = "patterns";
    private const string Clean = "personal data, of which there is none";
    private const string Found = "personal data, found and restored";
    private const string Miss = "kept answers, missed";
    private const string Hit = "kept answers, hit";

    private CallRig _rig = null!;

    [Params(None, Patterns, Clean, Found, Miss, Hit)]
    public string Rules { get; set; } = "";

    /// <summary>None for a whole answer.</summary>
    [Params(0, 20)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup() => _rig = new CallRig(
        DialectPair.All[0],
        new CallShape { Events = Events, Prompt = 2_000, End = Rules == Found ? " Write to ada@example.org." : "" },
        new GatewayOptions
        {
            // What is kept for no time is looked for, found too old, and kept again.
            Cache = new CacheOptions { Enabled = Rules is Miss or Hit, Ttl = Rules == Miss ? TimeSpan.Zero : TimeSpan.FromHours(1) },
            Guard = Rules switch
            {
                Patterns => new GuardOptions { Deny = ["launch code", "(?:password|secret) of [a-z]+"], DenyAnswers = ["launch code"], MaxPromptCharacters = 100_000 },
                Clean or Found => new GuardOptions { Redact = Enum.GetValues<PersonalData>(), Restore = true },
                _ => new GuardOptions(),
            },
        });

    [GlobalCleanup]
    public void Cleanup() => _rig.Dispose();

    [Benchmark]
    public int Call() => _rig.Run().Length;
}
