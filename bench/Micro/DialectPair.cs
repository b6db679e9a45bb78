using System.Text;
using LlmFunctions.Bench.Provider;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Bench.Micro;

/// <summary>The dialect that an app speaks, and the one of the provider.</summary>
internal sealed record DialectPair(IClientDialect Client, IProviderDialect Provider)
{
    private static readonly AnthropicClientDialect Anthropic = new("request");

    public static IReadOnlyList<DialectPair> All { get; } =
    [
        new(OpenAIClientDialect.Instance, OpenAIDialect.Instance),
        new(Anthropic, OpenAIDialect.Instance),
        new(OpenAIClientDialect.Instance, AnthropicDialect.Instance),
        new(Anthropic, AnthropicDialect.Instance),
    ];

    public override string ToString() => $"{Client.Name} to {Provider.Name}";

    public byte[] RequestOf(CallShape shape)
    {
        string stream = shape.Events > 0 ? "true" : "false";
        string prompt = shape.Text ?? new('a', shape.Prompt);
        return Encoding.UTF8.GetBytes(Client is AnthropicClientDialect
            ? $$"""{"model":"provider-0/model","max_tokens":200,"stream":{{stream}},"system":"You are a helpful assistant.","messages":[{"role":"user","content":"{{prompt}}"}]}"""
            : $$"""{"model":"provider-0/model","stream":{{stream}},"temperature":0.7,"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"{{prompt}}"}]}""");
    }

    public byte[] AnswerOf(CallShape shape) => (Provider is AnthropicDialect, shape.Events > 0) switch
    {
        (true, true) => [.. ProviderAnswers.MessageStream(shape.Events).SelectMany(static item => item)],
        (true, false) => ProviderAnswers.WholeMessage,
        (false, true) => [.. ProviderAnswers.Stream(shape.Events).SelectMany(static item => item)],
        (false, false) => ProviderAnswers.Whole,
    };
}
