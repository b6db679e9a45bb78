namespace LlmFunctions.Bench.Provider;

/// <summary>What a provider does under the first part of its path.</summary>
/// <param name="Name">That part.</param>
/// <param name="Dialect">The dialect's path.</param>
/// <param name="Streams">Whether the answer is a stream.</param>
/// <param name="Events">What it sends: one piece, or the events of a stream.</param>
/// <param name="Wait">How long it waits before the first piece.</param>
/// <param name="Pause">How long before each other one; zero for streams that are sent as one.</param>
internal sealed record ProviderBehaviour(string Name, string Dialect, bool Streams, byte[][] Events, TimeSpan Wait, TimeSpan Pause)
{
    private const string OpenAI = "/v1/chat/completions";
    private const string Anthropic = "/v1/messages";

    public static IReadOnlyList<ProviderBehaviour> All { get; } =
    [
        new("whole0", OpenAI, false, [ProviderAnswers.Whole], TimeSpan.Zero, TimeSpan.Zero),
        new("whole60", OpenAI, false, [ProviderAnswers.Whole], TimeSpan.FromMilliseconds(60), TimeSpan.Zero),
        new("slow", OpenAI, false, [ProviderAnswers.Whole], TimeSpan.FromSeconds(2), TimeSpan.Zero),
        new("stream0", OpenAI, true, ProviderAnswers.Stream(ProviderAnswers.Tokens), TimeSpan.Zero, TimeSpan.Zero),
        new("paced", OpenAI, true, ProviderAnswers.Stream(ProviderAnswers.Tokens), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(20)),
        new("messages0", Anthropic, false, [ProviderAnswers.WholeMessage], TimeSpan.Zero, TimeSpan.Zero),
        new("messagestream0", Anthropic, true, ProviderAnswers.MessageStream(ProviderAnswers.Tokens), TimeSpan.Zero, TimeSpan.Zero),
    ];

    public string Path => $"/{Name}{Dialect}";

    public string ContentType => Streams ? "text/event-stream" : "application/json";
}
