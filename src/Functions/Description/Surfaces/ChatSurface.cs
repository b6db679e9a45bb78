using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>OpenAI's Chat Completions and embeddings.</summary>
internal static class ChatSurface
{
    private static readonly Content Request = Content.Json(
        "ChatCompletionRequest",
        new Example("Hello", """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}"""),
        new Example("Stream", """{"model":"sandbox/echo","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello"}]}"""),
        new Example("Chain of models", """{"models":["sandbox/first","sandbox/second"],"user_id":"user-7","messages":[{"role":"user","content":"Hello"}]}"""),
        new Example("Flat form", """{"model_name":"sandbox/echo","messages":[{"role":"user","content":"Hello"}],"parameters":{"max_tokens":2}}"""));

    private static readonly Content Whole = Content.Json(
        ChatJson.Default.ChatResponse,
        new Example("Hello", """
            {"id":"chatcmpl-8bf17f7f7490134ac6facbd6","object":"chat.completion","created":1795185313,"model":"echo",
             "choices":[{"index":0,"message":{"role":"assistant","content":"You said: Hello","refusal":null},"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4}}
            """));

    private static readonly Content Events = Content.Events("ChatCompletionEvent");

    private static readonly Answer Either = new(200, "The answer: whole, or as events when `stream` is true. Only a stream that ends with `[DONE]` is whole.", Whole, Events);

    public static Surface Surface { get; } = new("Chat and embeddings", "OpenAI's Chat Completions and embeddings, for every provider.")
    {
        Schemas = "Surfaces/chat",
        Records = [ChatJson.Default.ChatRequest, ChatJson.Default.ChatChunk, ChatJson.Default.ContentPart],
        Operations =
        [
            new("ChatCompletions", "POST", "/v1/chat/completions", "Answers a conversation") { Needs = Rights.Chat, Origin = Origin.CallOrJob, Request = Request, Answers = [Either, JobsSurface.Accepted] },
            new("ApiChatCompletions", "POST", "/api/v1/chat/completions", "Answers a conversation; the same as /v1/chat/completions") { Needs = Rights.Chat, Origin = Origin.CallOrJob, Request = Request, Answers = [Either, JobsSurface.Accepted] },
            new("ApiChatCompletionsStream", "POST", "/api/v1/chat/completions/stream", "Answers a conversation, always streamed")
            {
                Needs = Rights.Chat,
                Origin = Origin.CallOrJob,
                Request = Request,
                Answers = [new(200, "Events. Only a stream that ends with `[DONE]` is whole.", Events)],
            },
            new("Embeddings", "POST", "/v1/embeddings", "Makes embeddings of texts")
            {
                Needs = Rights.Embeddings,
                Origin = Origin.Call,
                Request = Content.Json(
                    EmbeddingsJson.Default.EmbeddingsRequest,
                    new Example("Two texts", """{"model":"sandbox/embed","input":["a red house","cheese"],"dimensions":3}"""),
                    new Example("Base64", """{"model":"sandbox/embed","input":"a red house","encoding_format":"base64"}""")),
                Answers = [new(200, "The vectors, in the order of the texts.", Content.Json("EmbeddingList"))],
            },
        ],
    };
}
