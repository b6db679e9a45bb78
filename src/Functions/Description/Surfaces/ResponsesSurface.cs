using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>OpenAI's Responses.</summary>
internal static class ResponsesSurface
{
    private static readonly Parameter Id = Parameter.Path("id", "The id of a kept response, which begins with `resp_`.");

    private static readonly Content Response = Content.Json("Response");

    public static Surface Surface { get; } = new("Responses", "OpenAI's Responses, for every provider, and the responses that are kept.")
    {
        Schemas = "Surfaces/responses",
        Operations =
        [
            new("CreateResponse", "POST", "/v1/responses", "Makes a response")
            {
                Needs = Rights.Chat,
                Origin = Origin.Call,
                Request = Content.Json(
                    "ResponseRequest",
                    new Example("Hello", """{"model":"sandbox/echo","input":"Hello"}"""),
                    new Example("Stream", """{"model":"sandbox/echo","input":[{"role":"user","content":"Hello"}],"stream":true,"store":false}""")),
                Answers = [new(200, "The response: whole, or as events when `stream` is true.", Response, Content.Events("ResponseEvent"))],
            },
            new("GetResponse", "GET", "/v1/responses/{id}", "Reads a kept response")
            {
                Needs = Rights.Chat,
                Parameters = [Id, Parameter.Query("stream", "Must not be true: what is kept cannot be streamed again.", Schema.Of("""{"type":"string"}"""))],
                Answers = [new(200, "The response as it was.", Response)],
                Failures = [ErrorKind.NotFound, ErrorKind.UnsupportedField],
            },
            new("DeleteResponse", "DELETE", "/v1/responses/{id}", "Deletes a kept response")
            {
                Needs = Rights.Chat,
                Parameters = [Id],
                Answers = [new(200, "It is deleted.", Content.Json("ResponseDeleted"))],
                Failures = [ErrorKind.NotFound],
            },
            new("ResponseInputItems", "GET", "/v1/responses/{id}/input_items", "Lists what a kept response was the answer to")
            {
                Text = "Earlier turns of the conversation are in the list, too.",
                Needs = Rights.Chat,
                Parameters =
                [
                    Id,
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":100,"default":20}""")),
                    Parameter.Query("order", "`desc`, the newest first, or `asc`.", Schema.Of("""{"enum":["asc","desc"],"default":"desc"}""")),
                    Parameter.Query("after", "The id of the item before the first."),
                    Parameter.Query("before", "The id of the item after the last."),
                ],
                Answers = [new(200, "A page of the list.", Content.Json("ResponseItemList"))],
                Failures = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
            },
        ],
    };
}
