using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Management of keys and of models on disk.</summary>
internal static class ManageSurface
{
    private static readonly Parameter Provider = Parameter.Path("provider", "The name of a provider of Ollama's dialect in the settings.", "ollama");

    public static Surface Surface { get; } = new("Keys and disks", "Gateway keys, the audit log, and the models on the disk of an Ollama.")
    {
        Operations =
        [
            new("CreateKey", "POST", "/api/v1/manage/keys", "Issues a gateway key")
            {
                Needs = Rights.SystemConfig,
                Request = Content.Json(ManageJson.Strict.CreateKeyRequest, new Example("For an app", """{"app":"my-app","name":"laptop","expires_at":"2100-01-01T00:00:00Z"}""")),
                Answers =
                [
                    new(201, "The key, which is shown this once.", Content.Json(ManageJson.Default.KeyEntry, new Example("A key", """
                        {"id":"ciia36tyzmz2","app":"my-app","name":"laptop","prefix":"llmf_ciia36tyzmz2","scopes":["chat","embeddings","jobs"],"key":"llmf_ciia36tyzmz2_…",
                         "created_at":"2026-11-20T14:35:17.023932+00:00","expires_at":"2100-01-01T00:00:00+00:00"}
                        """))),
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
                Answers = [new(200, "The key, without the key itself.", Content.Json(ManageJson.Default.KeyEntry))],
                Failures = [ErrorKind.NotFound],
            },
            new("RotateKey", "POST", "/api/v1/manage/keys/{id}/rotate", "Issues the key that takes the place of one")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id.")],
                Request = Content.Json(ManageJson.Strict.RotateKeyRequest, new Example("In an hour", """{"overlap_seconds":3600}""")),
                Answers = [new(201, "The new key, which is shown this once.", Content.Json(ManageJson.Default.KeyEntry))],
                Failures = [ErrorKind.NotFound],
            },
            new("RevokeKey", "DELETE", "/api/v1/manage/keys/{id}", "Revokes a gateway key")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The key's id.")],
                Answers = [new(204, "It is revoked, for good.")],
                Failures = [ErrorKind.NotFound],
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
