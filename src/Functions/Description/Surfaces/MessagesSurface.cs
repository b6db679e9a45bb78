using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Anthropic's Messages.</summary>
internal static class MessagesSurface
{
    private static readonly Parameter[] Headers =
    [
        Parameter.Header("anthropic-version", "Goes to providers of this dialect."),
        Parameter.Header("anthropic-beta", "Goes to providers of this dialect."),
        Parameter.Query("beta", "Sent by Anthropic's clients; it changes nothing."),
    ];

    public static Surface Surface { get; } = new("Messages", "Anthropic's Messages, for every provider.")
    {
        Schemas = "Surfaces/messages",
        Headers = ["request-id"],
        Operations =
        [
            new("Messages", "POST", "/v1/messages", "Answers a conversation")
            {
                Needs = Rights.Chat,
                Errors = ErrorForm.Anthropic,
                Origin = Origin.CallOrJob,
                Parameters = Headers,
                Request = Content.Json(
                    "MessagesRequest",
                    new Example("Hello", """{"model":"sandbox/echo","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}"""),
                    new Example("Stream", """{"model":"sandbox/echo","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""")),
                Answers = [new(200, "The answer: whole, or as events when `stream` is true. Only a stream that ends with `message_stop` is whole.", Content.Json("Message"), Content.Events("MessageEvent")), JobsSurface.Accepted],
            },
            new("MessagesCountTokens", "POST", "/v1/messages/count_tokens", "Counts the tokens of such a request")
            {
                Text = "A provider of this dialect counts itself; for any other the gateway estimates. It is free and makes no usage record.",
                Needs = Rights.Chat,
                Errors = ErrorForm.Anthropic,
                Origin = Origin.Model,
                Parameters = Headers,
                Request = Content.Json("MessagesCountRequest", new Example("Hello", """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}""")),
                Answers = [new(200, "The count.", Content.Json("MessagesTokenCount"))],
            },
        ],
    };
}
