from templates import subject

print(f"Hello from mailer: {subject('order 1')}")
