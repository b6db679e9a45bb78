using System.Globalization;
using System.Text;
using LlmFunctions.Bench.Comparison;

namespace LlmFunctions.Bench.Provider;

/// <summary>The behaviours as nginx with its echo module, which serves more than any gateway can ask for.</summary>
internal sealed class NginxProvider : IDisposable
{
    private const string Module = "/usr/lib/nginx/modules/ngx_http_echo_module.so";
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx"];

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;

    private NginxProvider(DirectoryInfo folder, ChildProcess process, Uri baseAddress)
    {
        _folder = folder;
        _process = process;
        BaseAddress = baseAddress;
    }

    public Uri BaseAddress { get; }

    public static bool IsInstalled => File.Exists(Module) && Programs.Any(File.Exists);

    public static NginxProvider Start()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llm-functions-bench");
        int port = FreePort.Take();
        string file = Path.Combine(folder.FullName, "nginx.conf");
        File.WriteAllText(file, Configuration(folder.FullName, port));

        // nginx has no way to end with its standard input; the shell has.
        ChildProcess process = ChildProcess.Start(
            "/bin/sh", ["-c", "\"$0\" -c \"$1\" -p \"$2\" & n=$!; read -r _; kill $n; wait $n", Programs.First(File.Exists), file, folder.FullName], []);
        return new NginxProvider(folder, process, new Uri($"http://127.0.0.1:{port}"));
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(string folder, int port)
    {
        StringBuilder text = new(
            $$"""
            load_module {{Module}};
            daemon off;
            master_process off;
            error_log {{folder}}/error.log crit;
            pid {{folder}}/nginx.pid;
            worker_rlimit_nofile 20000;
            events { worker_connections 16000; }
            http {
              access_log off;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              keepalive_timeout 1h;
              client_body_buffer_size 2m;
              client_max_body_size 64m;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              types { }
              server {
                listen 127.0.0.1:{{port}} backlog=8192;

            """);
        foreach (ProviderBehaviour behaviour in ProviderBehaviour.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"    location = {behaviour.Path} {{\n      default_type {behaviour.ContentType};\n");
            Append(text, behaviour);
            text.Append("    }\n");
        }

        return text.Append("  }\n}\n").ToString();
    }

    private static void Append(StringBuilder text, ProviderBehaviour behaviour)
    {
        TimeSpan wait = behaviour.Wait;
        foreach (byte[] piece in behaviour.Events)
        {
            if (wait > TimeSpan.Zero)
            {
                text.Append(CultureInfo.InvariantCulture, $"      echo_sleep {wait.TotalSeconds:0.000};\n");
            }

            // Single quotes: none of the answers has one, and in them nginx replaces nothing but \n.
            text.Append(CultureInfo.InvariantCulture, $"      echo -n '{Encoding.UTF8.GetString(piece).Replace("\n", "\\n", StringComparison.Ordinal)}';\n");
            if (behaviour.Pause > TimeSpan.Zero)
            {
                text.Append("      echo_flush;\n");
            }

            wait = behaviour.Pause;
        }
    }
}
