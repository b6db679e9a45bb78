using System.Buffers;
using System.Globalization;

namespace LlmFunctions.Jobs;

/// <summary>Ids of jobs: <c>job_</c>, the inverted time, and chance. So in the order of their ids the newest come first.</summary>
public static class JobIds
{
    private const string Prefix = "job_";
    private const int Digits = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static string New(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{DateTimeOffset.MaxValue.Ticks - now.UtcTicks:x16}{Guid.NewGuid().ToString("N")[..16]}");

    /// <summary>Whether a text could be the id of a job.</summary>
    public static bool IsOne(string id) =>
        id.Length == Prefix.Length + Digits && id.StartsWith(Prefix, StringComparison.Ordinal) && !id.AsSpan(Prefix.Length).ContainsAnyExcept(Hex);

    /// <summary>The shard of the ledger that a job's records go to. The id ends in chance, so jobs are spread over all.</summary>
    public static int ShardOf(string id) => Convert.ToInt32(id[^1..], 16);
}
