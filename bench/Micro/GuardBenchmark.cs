using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using LlmFunctions.Configuration;
using LlmFunctions.Guardrails;

namespace LlmFunctions.Bench.Micro;

/// <summary>A call with a prompt of 4 KiB under guardrails: whole, and with a streamed answer of 20 events.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class GuardBenchmark
{
    private CallRig _rig = null!;

    /// <summary>No rules; two patterns for prompts and two for answers; all kinds of personal data, not found, found, and put back.</summary>
    [Params("none", "patterns", "redact, nothing found", "redact, found", "redact and restore")]
    public string Rules { get; set; } = "";

    /// <summary>None for a whole answer.</summary>
    [Params(0, 20)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup() => _rig = new CallRig(
        DialectPair.All[0],
        new CallShape { Events = Events, Text = Rules is "redact, found" or "redact and restore" ? Prompts.Personal : Prompts.Plain },
        new GatewayOptions
        {
            Guard = Rules switch
            {
                "none" => new GuardOptions(),
                "patterns" => new GuardOptions { Deny = ["launch\\s+codes?", "top[- ]secret"], DenyAnswers = ["launch\\s+codes?", "top[- ]secret"] },
                _ => new GuardOptions { Redact = Enum.GetValues<PersonalData>(), Restore = Rules == "redact and restore" },
            },
        });

    [GlobalCleanup]
    public void Cleanup() => _rig.Dispose();

    [Benchmark]
    public int Call() => _rig.Run().Length;
}
