namespace LlmFunctions.Bench.Comparison;

/// <summary>What is asked of whom: the path and the body of the client's dialect, and the provider that answers.</summary>
/// <param name="Provider">The name of the provider in the gateways' settings, which is the first part of its path as well.</param>
/// <param name="Path">The path of the client's dialect.</param>
/// <param name="ProviderPath">The path of the provider's dialect, for calls past the gateways.</param>
/// <param name="Streamed">Whether a stream is asked for.</param>
internal sealed record Scenario(string Provider, string Path, string ProviderPath, bool Streamed)
{
    public const string OpenAI = "/v1/chat/completions";
    public const string Anthropic = "/v1/messages";

    /// <summary>Answers at once.</summary>
    public static Scenario Whole { get; } = new("whole0", OpenAI, OpenAI, false);

    /// <summary>Answers after 60 ms.</summary>
    public static Scenario Whole60 { get; } = new("whole60", OpenAI, OpenAI, false);

    /// <summary>Answers after 2 s.</summary>
    public static Scenario Slow { get; } = new("slow", OpenAI, OpenAI, false);

    /// <summary>Streams an answer as fast as it goes.</summary>
    public static Scenario Stream { get; } = new("stream0", OpenAI, OpenAI, true);

    /// <summary>Streams an answer as a model does: the first piece after 40 ms, one more each 20 ms.</summary>
    public static Scenario Paced { get; } = new("paced", OpenAI, OpenAI, true);

    public static Scenario AnthropicToOpenAI { get; } = new("whole0", Anthropic, OpenAI, false);

    public static Scenario AnthropicToOpenAIStream { get; } = new("stream0", Anthropic, OpenAI, true);

    public static Scenario OpenAIToAnthropic { get; } = new("messages0", OpenAI, Anthropic, false);

    public static Scenario OpenAIToAnthropicStream { get; } = new("messagestream0", OpenAI, Anthropic, true);

    /// <summary>The providers that speak OpenAI's dialect, and those that speak Anthropic's.</summary>
    public static IReadOnlyList<string> OpenAIProviders { get; } = ["whole0", "whole60", "slow", "stream0", "paced"];

    public static IReadOnlyList<string> AnthropicProviders { get; } = ["messages0", "messagestream0"];

    public string Body(string model) => Path == Anthropic
        ? $$"""{"model":"{{model}}","max_tokens":200,"stream":{{Flag}},"system":"You are a helpful assistant.","messages":[{"role":"user","content":"Say twenty words."}]}"""
        : $$"""{"model":"{{model}}","stream":{{Flag}},"temperature":0.7,"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Say twenty words."}]}""";

    private string Flag => Streamed ? "true" : "false";
}
