using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Management of keys and of models on disk.</summary>
internal static class ManageSurface
{
    private static readonly Parameter Provider = Parameter.Path("provider", "The name of a provider of Ollama's dialect in the settings.", "ollama");

    private static readonly Parameter DryRun = Parameter.Query("dry_run", "Whether it is only checked and said what would be done.", Schema.Of("""{"enum":["true","false"],"default":"false"}"""));

    private static readonly Parameter Match = Parameter.Header("If-Match", "The key's ETag, or `*` for whatever is there.") with { Example = "*" };

    private static readonly ErrorKind[] OfChanges = [ErrorKind.InvalidRequest, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed, ErrorKind.PreconditionRequired];

    public static Surface Surface { get; } = new("Keys and disks", "Gateway keys, the audit log, and the models on the disk of an Ollama.")
    {
        Operations =
        [
            new("CreateKey", "POST", "/api/v1/manage/keys", "Issues a gateway key")
            {
                Needs = Rights.SystemConfig,
                Parameters = [DryRun],
                Request = Content.Json(ManageJson.Strict.CreateKeyRequest, new Example("For an app", """{"app":"my-app","name":"laptop","expires_at":"2100-01-01T00:00:00Z"}""")),
                Answers =
                [
                    new(201, "The key, which is shown this once.", Content.Json(ManageJson.Default.KeyEntry, new Example("A key", """
                        {"id":"ciia36tyzmz2","app":"my-app","name":"laptop","prefix":"llmf_ciia36tyzmz2","scopes":["chat","embeddings","jobs"],"key":"llmf_ciia36tyzmz2_…",
                         "created_at":"2026-11-20T14:35:17.023932+00:00","expires_at":"2100-01-01T00:00:00+00:00"}
                        """))),
                    new(200, "What it would be; of a dry run.", Content.Json(ManageJson.Default.KeyEntry)),
                ],
            },
            new("ListKeys", "GET", "/api/v1/manage/keys", "Lists gateway keys")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Query("app", "Only those of this app.")],
                Answers = [new(200, "The keys, the newest first, without the keys themselves.", Content.Json(ManageJson.Default.KeyList))],
            },
            new("GetKey", "GET", "/api/v1/manage/keys/{id}", "One gateway key")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id.")],
                Answers = [new(200, "The key, without the key itself.", Content.Json(ManageJson.Default.KeyEntry)) { Headers = ["ETag"] }],
                Failures = [ErrorKind.NotFound],
            },
            new("ChangeKey", "PUT", "/api/v1/manage/keys/{id}", "Changes all that can be changed of a gateway key")
            {
                Id = "ChangeKey.replace",
                Text = "What is absent is as for a new key: the scopes of calls, no limits, no end. The app and the key itself stay.",
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id."), Match with { IsRequired = true }, DryRun],
                Request = Content.Json(ManageJson.Strict.ChangeKeyRequest, new Example("All of it", """{"name":"laptop","scopes":["chat"],"allowed_models":["sandbox/*"],"expires_at":"2100-01-01T00:00:00Z"}""")),
                Answers = [new(200, "The key as it is now.", Content.Json(ManageJson.Default.KeyEntry)) { Headers = ["ETag"] }],
                Failures = OfChanges,
            },
            new("ChangeKey", "PATCH", "/api/v1/manage/keys/{id}", "Changes some of it")
            {
                Id = "ChangeKey.change",
                Text = "The body is a JSON Merge Patch (RFC 7396).",
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id."), Match with { IsRequired = true }, DryRun],
                Request = Content.Json(ManageJson.Strict.ChangeKeyRequest, new Example("Its models", """{"allowed_models":["sandbox/echo"]}""")),
                Answers = [new(200, "The key as it is now.", Content.Json(ManageJson.Default.KeyEntry)) { Headers = ["ETag"] }],
                Failures = OfChanges,
            },
            new("RotateKey", "POST", "/api/v1/manage/keys/{id}/rotate", "Issues the key that takes the place of one")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id."), DryRun],
                Request = Content.Json(ManageJson.Strict.RotateKeyRequest, new Example("In an hour", """{"overlap_seconds":3600}""")),
                Answers =
                [
                    new(201, "The new key, which is shown this once.", Content.Json(ManageJson.Default.KeyEntry)),
                    new(200, "What it would be; of a dry run.", Content.Json(ManageJson.Default.KeyEntry)),
                ],
                Failures = [ErrorKind.NotFound],
            },
            new("RevokeKey", "DELETE", "/api/v1/manage/keys/{id}", "Revokes a gateway key")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id."), Match, DryRun],
                Answers = [new(204, "It is revoked, for good."), new(200, "What it would be; of a dry run.", Content.Json(ManageJson.Default.KeyEntry))],
                Failures = [ErrorKind.InvalidRequest, ErrorKind.NotFound, ErrorKind.PreconditionFailed],
            },
            new("Audit", "GET", "/api/v1/manage/audit", "Reads or exports the audit log")
            {
                Needs = Rights.SystemConfig,
                Parameters =
                [
                    Parameter.Query("from", "The earliest time."),
                    Parameter.Query("to", "The time before which all are."),
                    Parameter.Query("actor", "Only what this key did."),
                    Parameter.Query("action", "Only this."),
                    Parameter.Query("target", "Only what was done to this."),
                    Parameter.Query("format", "`csv` or `jsonl` for all of it.", Schema.Of("""{"enum":["json","csv","jsonl"],"default":"json"}""")),
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":1000}""")),
                    Parameter.Query("after", "Where the page begins: `next` of the one before."),
                ],
                Answers =
                [
                    new(200, "A page, the newest first; or all, as a file.", Content.Json(AuditJson.Default.AuditEntryList), Content.Text("text/csv"), Content.Lines(AuditJson.Default.AuditEntryView))
                        { Headers = ["Content-Disposition", "X-Content-Type-Options"] },
                ],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("ListInstalledModels", "GET", "/api/v1/manage/providers/{provider}/models", "Lists the models on the disk of an Ollama")
            {
                Needs = Rights.ViewProviders,
                Parameters = [Provider],
                Answers = [new(200, "What is there now.", Content.Json(ManageJson.Default.ProviderModelList))],
                Failures = OllamaSurface.OfDisks,
            },
            new("ListRequiredModels", "GET", "/api/v1/manage/providers/{provider}/models/required", "Lists the required models with the progress of their download")
            {
                Needs = Rights.ViewProviders,
                Parameters = [Provider],
                Answers = [new(200, "What the last check found out.", Content.Json(ManageJson.Default.RequiredModelList))],
                Failures = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
            },
        ],
    };
}
