using System.Globalization;

namespace LlmFunctions.Bench.Comparison;

/// <summary>The arguments of <c>compare</c>; <c>dotnet dev.cs bench</c> makes them.</summary>
internal sealed record CompareOptions
{
    public const string Verb = "compare";
    public const string Quick = "quick";
    public const string Full = "full";
    public const string Soak = "soak";

    /// <summary>How much is measured: <c>quick</c>, <c>full</c>, or <c>soak</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The folder with the published gateway.</summary>
    public required string Gateway { get; init; }

    /// <summary>The folder with the installed packages of the peers.</summary>
    public required string Peers { get; init; }

    /// <summary>The file that the tables are saved in.</summary>
    public required string Report { get; init; }

    /// <summary>How long a soak lasts.</summary>
    public required TimeSpan SoakTime { get; init; }

    /// <summary>The part that is measured; null for all.</summary>
    public required string? Only { get; init; }

    /// <summary>Reads <c>compare mode gateway peers report minutes [part]</c>; null when they are not that.</summary>
    public static CompareOptions? Parse(string[] arguments) =>
        arguments is [Verb, (Quick or Full or Soak) and var mode, var gateway, var peers, var report, var minutes, .. var part]
        && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int soak)
            ? new CompareOptions { Mode = mode, Gateway = gateway, Peers = peers, Report = report, SoakTime = TimeSpan.FromMinutes(soak), Only = part.FirstOrDefault() }
            : null;
}
