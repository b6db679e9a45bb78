using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>OpenAI's files and batches.</summary>
internal static class BatchesSurface
{
    private static readonly Parameter FileId = Parameter.Path("id", "The file's id.");

    private static readonly Parameter BatchId = Parameter.Path("id", "The batch's id.");

    private static readonly Content File = Content.Json(BatchesJson.Default.FileObject);

    private static readonly Content Batch = Content.Json(BatchesJson.Default.BatchObject);

    public static Surface Surface { get; } = new("Batches", "Thousands of requests in one file, answered in another, in OpenAI's form, for every provider.")
    {
        Schemas = "Surfaces/batches",
        Operations =
        [
            new("UploadFile", "POST", "/v1/files", "Uploads a file of requests")
            {
                Needs = Rights.Jobs,
                Request = Content.Form("FileForm", new Example("Two requests", """
                    {"purpose":"batch","file":"{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}}\n{\"custom_id\":\"2\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"sandbox/other\",\"messages\":[{\"role\":\"user\",\"content\":\"Good bye\"}]}}\n"}
                    """)),
                Answers = [new(200, "The file.", File)],
            },
            new("ListFiles", "GET", "/v1/files", "Lists files")
            {
                Needs = Rights.Jobs,
                Parameters =
                [
                    Parameter.Query("purpose", "Only those for this."),
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":10000,"default":10000}""")),
                    Parameter.Query("order", "`desc`, the newest first, or `asc`.", Schema.Of("""{"enum":["asc","desc"],"default":"desc"}""")),
                    Parameter.Query("after", "The id of the file before the first."),
                ],
                Answers = [new(200, "A page of the list.", Content.Json(BatchesJson.Default.ListOfFileObject))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("GetFile", "GET", "/v1/files/{id}", "One file") { Needs = Rights.Jobs, Parameters = [FileId], Answers = [new(200, "The file.", File)], Failures = [ErrorKind.NotFound] },
            new("FileContent", "GET", "/v1/files/{id}/content", "Its content")
            {
                Needs = Rights.Jobs,
                Parameters = [FileId],
                Answers = [new(200, "The bytes.", Content.Text("application/octet-stream"))],
                Failures = [ErrorKind.NotFound],
            },
            new("DeleteFile", "DELETE", "/v1/files/{id}", "Deletes a file")
            {
                Needs = Rights.Jobs,
                Parameters = [FileId],
                Answers = [new(200, "It is deleted.", Content.Json(BatchesJson.Default.FileDeleted))],
                Failures = [ErrorKind.NotFound],
            },
            new("CreateBatch", "POST", "/v1/batches", "Has the requests of a file answered")
            {
                Needs = Rights.Jobs,
                Parameters =
                [
                    Parameter.Shared("Idempotency-Key"), Parameter.Shared("x-llm-strategy"), Parameter.Shared("x-llm-max-cost"), Parameter.Shared("x-llm-timeout"),
                    Parameter.Header("anthropic-version", "Goes with each line of Anthropic's form."),
                    Parameter.Header("anthropic-beta", "Goes with each line of Anthropic's form."),
                ],
                Request = Content.Json("BatchRequest", new Example("Of a file", """{"input_file_id":"file-abc123","endpoint":"/v1/chat/completions","completion_window":"24h"}""")),
                Answers = [new(200, "The batch.", Batch)],
                Failures = [ErrorKind.NotFound, ErrorKind.IdempotencyKeyReused],
            },
            new("ListBatches", "GET", "/v1/batches", "Lists batches")
            {
                Needs = Rights.Jobs,
                Parameters =
                [
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":100,"default":20}""")),
                    Parameter.Query("after", "The id of the batch before the first."),
                ],
                Answers = [new(200, "A page of the list, the newest first.", Content.Json(BatchesJson.Default.ListOfBatchObject))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("GetBatch", "GET", "/v1/batches/{id}", "A batch as it is now") { Needs = Rights.Jobs, Parameters = [BatchId], Answers = [new(200, "The batch.", Batch)], Failures = [ErrorKind.NotFound] },
            new("CancelBatch", "POST", "/v1/batches/{id}/cancel", "Gives a batch up")
            {
                Needs = Rights.Jobs,
                Parameters = [BatchId],
                Answers = [new(200, "The batch.", Batch)],
                Failures = [ErrorKind.NotFound, ErrorKind.Conflict],
            },
        ],
    };
}
