using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>How long the phases of one attempt may take, by the settings of its provider and model.</summary>
/// <param name="Headers">From the sending until the headers of the answer.</param>
/// <param name="FirstToken">From the sending until the first piece of a streamed answer.</param>
/// <param name="Idle">The longest silence of a stream after its first piece.</param>
/// <param name="Total">From the sending until the answer is complete; null when only the call's deadline ends it.</param>
public readonly record struct AttemptTimeouts(TimeSpan Headers, TimeSpan FirstToken, TimeSpan Idle, TimeSpan? Total)
{
    private const int UsualTokens = 1000;

    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(60);

    // How long a provider may be silent while somebody else could answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceWithThinking = TimeSpan.FromSeconds(60);

    // A whole answer comes when its last token is written; models that need longer for one are rare.
    private static readonly TimeSpan TokenTime = TimeSpan.FromMilliseconds(20);

    /// <summary>The same time for all.</summary>
    public static AttemptTimeouts All(TimeSpan timeout) => new(timeout, timeout, timeout, timeout);

    /// <summary>Of a streamed answer.</summary>
    /// <param name="candidate">Who gives it.</param>
    /// <param name="shared">The time of the whole call, where somebody else could still answer if this one is given up; else null.</param>
    public static AttemptTimeouts OfStream(Candidate candidate, TimeSpan? shared)
    {
        TimeSpan timeout = candidate.Provider.Timeout;
        TimeSpan silence = shared is { } time ? Share(Shorter(timeout, PatienceWith(candidate)), time) : timeout;
        TimeoutOptions set = SettingsOf(candidate);
        return new AttemptTimeouts(set.Headers ?? silence, set.FirstToken ?? silence, set.Idle ?? Shorter(timeout, LongestIdle), set.Total);
    }

    /// <summary>Of an answer in one piece.</summary>
    /// <param name="candidate">Who gives it.</param>
    /// <param name="shared">The time of the whole call, where somebody else could still answer if this one is given up; else null.</param>
    /// <param name="outputLimit">The tokens that it may have; null when the client set no limit.</param>
    public static AttemptTimeouts OfWhole(Candidate candidate, TimeSpan? shared, int? outputLimit)
    {
        TimeSpan timeout = candidate.Provider.Timeout;
        TimeSpan patience = PatienceWith(candidate) + (TokenTime * (outputLimit ?? UsualTokens));
        TimeoutOptions set = SettingsOf(candidate);
        TimeSpan total = set.Total ?? (shared is { } time ? Share(Shorter(timeout, patience), time) : timeout);
        return new AttemptTimeouts(set.Headers ?? total, total, total, total);
    }

    // A call with less time than that would never get to whoever is next.
    private static TimeSpan Share(TimeSpan patience, TimeSpan time) => patience < time ? patience : time / 2;

    private static TimeSpan PatienceWith(Candidate candidate) =>
        candidate.Info?.Capabilities?.HasFlag(ModelCapabilities.Reasoning) == true ? PatienceWithThinking : Patience;

    private static TimeoutOptions SettingsOf(Candidate candidate)
    {
        TimeoutOptions set = candidate.Provider.Timeouts;
        return candidate.Provider.ModelTimeouts.FirstOrDefault(model => model.IsFor(candidate.Model)) is not { } own ? set : set with
        {
            Headers = own.Headers ?? set.Headers,
            FirstToken = own.FirstToken ?? set.FirstToken,
            Idle = own.Idle ?? set.Idle,
            Total = own.Total ?? set.Total,
        };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
